'''The pages: those that readers of a digest open, and those by which team leads look after it.

A front end beside the command line: it stands above the desk, which does what both do. How a page is written:

    pages = Routes()

    @pages.get("/teams/{team:int}/language", Rule.LEAD, phrase("Language"))     # in the team's menu as "Language"
    def language(visit: Visit) -> Answer:
        """In which language the digest is written."""
        field = Choice("language", phrase("Language"), OPTIONS, visit.team.language)
        form = Form(visit.within("language"), (field,), (Button(phrase("Save")),), version_of(visit.team.language))
        return Page(phrase("Language"), (form,))

    @pages.post("/teams/{team:int}/language", Rule.LEAD)
    def change(visit: Visit) -> Answer:
        """Keeps another."""
        wanted, team = visit.form.text("language"), visit.team
        if visit.form.version != version_of(team.language):
            named = phrase("Language")
            return conflict(((named, wanted),), ((named, team.language),), visit.within("language"))
        visit.context.store.teams.change(replace(team, language=wanted), visit.context.entry("change team"))
        return Go(visit.within("language"), phrase("Saved."))

and its `pages.all` is added to `web.pages.ROUTES`, which is the order of the menus.

* **Access** is the rule beside the address; nobody reaches the function whom it does not let through (`access`). A team
  is in an address as its number in the store, never by name.
* **A GET changes nothing**; a POST is answered with `Go` (303), whose sentence the next page says. The frame has
  checked origin, session token, length and double click, and holds the team's lock (`handling`, `security`).
* **Words** are phrases, in a catalogue (`make catalogue`); names, numbers, days and `Moment`s are values. Templates
  hold none. What a page shows is made of `blocks`, what fills it in of `fields`; a new kind is a class and a template.
* **What went wrong** with a field is its `wrong`, in the same page with status 422; what cannot go on is raised as one
  of our errors, or `Refused`, and becomes a page that says what to do.
* **What takes longer** than a moment, above all whatever needs `context.stock`, is a job (`jobs`).
* **Every change is in the audit log**: `visit.context.entry(...)` names the address of who is signed in.
'''
