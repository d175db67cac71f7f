# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything can be reached without a pointer."""
import re

from poster_driver import Poster, has, main, name_of, test, walk


def focused(app):
    return next((node for node, _ in list(walk(app.root)) if has(node, 'focused')), None)


@test('/keyboard/shortcuts-do-what-they-say')
def shortcuts():
    with Poster(started=False) as app:
        app.connect_practice('kitchen')
        app.allowed_warnings.append('reported min width -')  # GTK's own list of shortcuts
        app.start()
        app.wait('No Posts Yet')
        app.focus('Poster')
        app.key('ctrl+n')
        app.wait('What shall we post?')
        app.focus('New Post')
        app.key('ctrl+w')
        app.wait_gone('What shall we post?')
        app.focus('Poster')
        app.key('alt+4')
        app.wait(re.compile('What to Do with @kitchen'))
        app.key('alt+2')
        app.wait('No Posts Yet')
        app.key('F1')
        app.wait_for(lambda: any(address.startswith('help:poster') for address in app.opened()), 'the help')
        app.focus('Poster')
        app.key('ctrl+question')
        app.wait_for(lambda: len(app.windows()) == 2, 'the list of shortcuts')
        app.key('ctrl+comma')
        app.quit()


@test('/keyboard/welcome-by-keys-alone')
def welcome():
    with Poster() as app:
        app.wait('Try with a Practice Account')
        app.focus('Poster')
        for _ in range(10):
            node = focused(app)
            if node is not None and name_of(node) == 'Try with a Practice Account':
                break
            app.key('Tab')
        else:
            raise AssertionError('Tab does not lead to the button')
        app.key('space')
        app.wait('No Posts Yet')


main()
