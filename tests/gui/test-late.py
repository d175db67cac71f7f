# SPDX-License-Identifier: GPL-3.0-or-later
"""Late, as a person meets it: a key, accounts by each way in which networks are connected, and one post to all."""
import contextlib
import json
import os
import re

from poster_driver import Poster, Sandbox, Skip, copied, main, name_of, speak, test


NETWORKS = ('TikTok', 'X', 'Instagram', 'Facebook', 'LinkedIn', 'YouTube', 'Threads', 'Reddit', 'Pinterest', 'Bluesky',
            'Telegram', 'Snapchat', 'Google Business')


def beside(sandbox):
    """The program, which finds the stand-in where it looks for Late."""
    return Poster(env=dict(sandbox.env, POSTER_LATE_BASE_URL=sandbox.address + '/api'))


def make_key(sandbox, **wishes):
    return speak(sandbox.address + '/sandbox/late/key', dict({'handle': 'mira'}, **wishes))['key']


def accounts(app):
    return json.loads(app.command_line('accounts', '--json').stdout)['accounts']


def choose(app, name):
    """A row that leads on. Only the pointer reaches those, and only what is in sight."""
    app.resize(460, 1000, title=name_of(app.window()))
    app.click_on(app.wait(name, 'label'))


def paste(app, key, answer):
    """Tries what lies on the clipboard; where no other program can put it there, what is typed."""
    path = os.path.join(app.directory, 'key')
    with open(path, 'w', encoding='ascii') as file:
        file.write(key + '\n')
    with contextlib.suppress(Skip), copied(path, 'text/plain;charset=utf-8'):
        app.focus('Connect Late')
        app.press('Paste the Key and Try It')
        app.wait(answer)
        return
    app.type_into('API key', key)
    app.press('Connect')
    app.wait(answer)


@test('/late/a-key-brings-thirteen-networks')
def thirteen():
    with Sandbox() as sandbox, beside(sandbox) as app:
        app.press('Connect an Account')
        app.wait('How do you want to post?')
        choose(app, 'Late')
        app.wait('Paste your key')
        app.press('Where Do I Find It?')
        app.wait_for(lambda: 'help:poster/connect-late' in app.opened(), 'the help')
        paste(app, make_key(sandbox), '13 accounts on 13 networks')
        app.press('Done')
        app.activate('show-page', 'accounts')
        listed = accounts(app)
        assert len({account['platform'] for account in listed}) == 13, listed
        for name in NETWORKS:
            app.wait(re.compile('^What to Do with .* on %s$' % name), 'button')


@test('/late/an-account-of-each-way')
def each_way():
    with Sandbox() as sandbox, beside(sandbox) as app:
        app.press('Connect an Account')
        app.wait('How do you want to post?')
        choose(app, 'Late')
        app.wait('Paste your key')
        paste(app, make_key(sandbox, accounts=False), 'The key works')
        # With a key one has something, though it reaches no account yet.
        app.wait_gone('Try with a Practice Account', 'button')
        app.press('Add Account…')

        # The browser, and a second step.
        app.wait('Which network?')
        choose(app, 'Facebook')
        app.wait('Waiting for your browser')
        app.wait_for(app.opened, 'the browser')
        sandbox.consent(app.opened()[-1], sandbox_decision='allow', sandbox_user='kitchen')
        app.wait('Which page?')
        app.screenshot('late-which-page', 'Add Account')
        app.key('Return')
        app.wait(re.compile('is connected$'))
        app.press('Add Another…')

        # A handle and an app password.
        app.wait('Which network?')
        choose(app, 'Bluesky')
        app.type_into('Handle, such as name.bsky.social', 'mira.bsky.social')
        app.type_into('App password', 'abcd-efgh-ijkl-mnop')
        app.press('Sign In')
        app.wait(re.compile('mira.bsky.social is connected$'))
        app.press('Add Another…')

        # A code.
        app.wait('Which network?')
        choose(app, 'Telegram')
        code = app.wait(re.compile('^Code: '))
        speak(sandbox.address + '/sandbox/late/telegram', {'code': code.get_name().split(': ')[1], 'chat': 'mira_news'})
        app.wait(re.compile('is connected$'))
        app.screenshot('late-connected', 'Add Account')
        app.press('Done')
        listed = accounts(app)
        assert sorted(account['platform'] for account in listed) == ['bluesky', 'facebook', 'telegram'], listed


main()
