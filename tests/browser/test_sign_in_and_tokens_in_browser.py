"""Signing in by a provider, and a token, in headless Chromium: by keyboard, without script, on a telephone's width."""

from __future__ import annotations

import pytest

from lead_pages import lead_pages
from openid_provider import CLIENT, SECRET, OpenIdProvider
from walks import press, refuse_flaws

pytestmark = pytest.mark.browser


def test_a_lead_signs_in_by_the_provider_and_makes_a_token(browser, tmp_path):
    """From the sign-in page to the provider and back, to a token that is shown, kept and revoked."""
    with OpenIdProvider() as provider:
        said = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": "Contoso account"}
        with lead_pages(tmp_path, oidc=said) as pages:
            provider.now = lambda: pages.office.clock().timestamp()
            here = f"/teams/{pages.team()}/tokens"
            context = browser.new_context(
                viewport={"width": 320, "height": 700}, base_url=pages.address, bypass_csp=True
            )
            page = context.new_page()
            page.goto(here)
            refuse_flaws(page)
            press(page, "Sign in with your Contoso account")
            page.wait_for_url(f"**{here}")
            refuse_flaws(page)
            page.fill("input[name=name]", "Nightly report")
            page.focus("input[value=read]")
            page.keyboard.press("Space")
            press(page, "Make the token")
            page.wait_for_selector("textarea")
            assert page.input_value("textarea").startswith("drumbeat_")
            refuse_flaws(page)
            press(page, "I have kept it")
            page.wait_for_url(f"**{here}")
            press(page, "Nightly report")
            page.wait_for_selector("text=Revoke this token")
            assert page.query_selector("textarea") is None
            press(page, "Revoke this token")
            page.wait_for_selector("text=The token is revoked: Nightly report.")
            assert pages.context.store.team_tokens.of_team("Network") == []
