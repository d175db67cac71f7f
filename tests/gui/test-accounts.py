# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts: signing in with one's own key, what may go wrong on the way, and signing out."""
import json
import re

from poster_driver import Poster, Sandbox, main, test


def accounts(app):
    return json.loads(app.command_line('accounts', '--json').stdout)['accounts']


def begin(app, key='poster-test-key', secret='s3cret-of-the-app'):
    """From the welcome to the browser; what the browser was given."""
    app.press('Connect an Account')
    app.wait('How do you want to post?')
    app.focus('Connect')
    app.key('Return')
    app.wait('Sign in at TikTok')
    app.type_into('Client key', key)
    app.type_into('Client secret', secret)
    app.press('Open Browser')
    app.wait('Waiting for your browser')
    app.wait_for(app.opened, 'the browser')
    return app.opened()[-1]


@test('/accounts/connect-by-own-key')
def connects():
    with Sandbox() as sandbox, Poster(env=sandbox.env) as app:
        address = begin(app)
        assert 's3cret' not in address
        sandbox.consent(address, sandbox_decision='allow', sandbox_user='mira')
        app.wait('@mira is connected')
        app.press('Done')
        app.wait_gone('@mira is connected')
        assert [account['username'] for account in accounts(app)] == ['mira']
        app.activate('show-page', 'accounts')
        app.wait(re.compile('@mira'))
        app.wait('Ready')


@test('/accounts/a-no-in-the-browser-is-told-and-can-be-tried-again')
def denied():
    with Sandbox() as sandbox, Poster(env=sandbox.env) as app:
        address = begin(app)
        sandbox.consent(address, sandbox_decision='deny')
        app.wait('The answer was no')
        app.press('Try Again')
        app.wait(re.compile('Waiting for your browser|Sign in at TikTok'))
        assert accounts(app) == []


@test('/accounts/the-browser-may-be-closed')
def cancelled():
    with Sandbox() as sandbox, Poster(env=sandbox.env) as app:
        begin(app)
        app.press('Copy Link')
        app.press('Cancel')
        app.wait_gone('Waiting for your browser')
        assert app.wait('Try with a Practice Account', 'button')
        assert accounts(app) == []
        # And it can be begun anew.
        begin(app)


@test('/accounts/tells-what-was-not-allowed')
def partial():
    with Sandbox() as sandbox, Poster(env=sandbox.env) as app:
        address = begin(app)
        sandbox.consent(address, sandbox_decision='allow', sandbox_user='mira', sandbox_scopes='user.info.basic')
        app.wait('@mira is connected')
        app.wait(re.compile('Posting was not allowed'))


@test('/accounts/no-way-through-is-told')
def offline():
    with Sandbox() as sandbox, Poster(env=sandbox.env) as app:
        address = begin(app)
        callback = sandbox.decide(address, sandbox_decision='allow', sandbox_user='mira')
        sandbox.stop()
        sandbox.follow(callback)
        app.wait('No way through')
        assert accounts(app) == []


@test('/accounts/disconnecting-can-be-undone')
def disconnect():
    with Poster(started=False) as app:
        app.connect_practice('kitchen', 'studio')
        app.start()
        app.activate('show-page', 'accounts')
        app.press(re.compile('What to Do with @kitchen'))
        app.press('Disconnect', 'menu item')
        app.press('Undo')
        app.wait(re.compile('What to Do with @kitchen'))
        assert len(accounts(app)) == 2
        app.press(re.compile('What to Do with @kitchen'))
        app.press('Disconnect', 'menu item')
        app.wait_gone(re.compile('What to Do with @kitchen'))
        # What nobody takes back is done at the latest when the program ends.
        app.quit()
        assert [account['username'] for account in accounts(app)] == ['studio']


@test('/accounts/practice-in-one-click')
def practice():
    with Poster() as app:
        app.press('Try with a Practice Account')
        app.wait_for(lambda: len(accounts(app)) == 1, 'the practice account')
        app.activate('show-page', 'accounts')
        app.wait('Practice')
        app.wait('Ready')


main()
