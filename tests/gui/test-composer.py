# SPDX-License-Identifier: GPL-3.0-or-later
"""The composer: what is written is kept, whatever happens."""
import os
import re
import signal

import poster_scenes
from poster_driver import Poster, main, test, text_of

MEDIA = os.environ['POSTER_TEST_MEDIA']


def composing(*handles):
    app = Poster(started=False)
    app.connect_practice(*(handles or ('kitchen',)))
    return app


def open_clip(app, name='bowl'):
    """A new post of a clip, from the file manager."""
    app.open_files(poster_scenes.clip(MEDIA, name))
    app.wait('Play', 'button')


def caption(app):
    return text_of(app.wait('Caption', 'text'))


def stored(app):
    """The texts of the posts that are in the database."""
    with app.database() as database:
        return [row[0] for row in database.execute('SELECT content FROM posts ORDER BY seq')]


def kill(app):
    """As when the power fails."""
    app.process.send_signal(signal.SIGKILL)
    app.process.wait()


@test('/composer/discarding-can-be-undone')
def discards():
    with composing() as app:
        app.start()
        open_clip(app)
        app.type_into('Caption', 'Throw me away', role='text')
        app.press('Discard')
        app.wait_gone('Play', 'button')
        app.press('Undo')
        app.wait('Play', 'button')
        assert caption(app) == 'Throw me away'


@test('/composer/killed-while-one-types-it-comes-back')
def killed():
    with composing() as app:
        app.start()
        open_clip(app)
        app.type_into('Caption', 'Every word of this', role='text')
        app.wait_for(lambda: stored(app) == ['Every word of this'], 'the draft in the database')
        # What is typed in its last moment may be lost, and nothing else.
        app.focus('New Post')
        app.type_keys(' and')
        kill(app)
        app.start()
        app.wait('Play', 'button')
        assert caption(app).startswith('Every word of this'), caption(app)
        # And only once: who closes it does not see it again.
        app.focus()
        app.key('ctrl+w')
        app.wait_gone('Play', 'button')
        app.quit()
        app.start()
        app.wait(re.compile('^Every word of this.*, Draft'))
        assert app.find('Play', 'button') is None


main()
