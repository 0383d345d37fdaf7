"""What a link of a mail opens: one page, by which its reader unsubscribes."""
