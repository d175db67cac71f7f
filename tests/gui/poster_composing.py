# SPDX-License-Identifier: GPL-3.0-or-later
"""A post that is being written: the composer's window, and what is stored of it."""
import contextlib
import os
import sqlite3

import poster_scenes
from poster_driver import Poster, actions_of, make_picture, text_of

MEDIA = os.environ['POSTER_TEST_MEDIA']
TITLE = 'New Post'
COLOURS = ('#3584e4', '#33d17a', '#f6d32d', '#e66100', '#9141ac')


class Composing(Poster):
    """The program with practice accounts. Once the composer is open, only what is in it is looked for."""

    def __init__(self, *handles, platforms=None, **options):
        super().__init__(started=False, **options)
        self.composer = None
        self.connect_practice(*(handles or ('kitchen',)))
        # The practice service speaks for one platform only: what others would say is seen without it.
        for handle, platform in (platforms or {}).items():
            with contextlib.closing(sqlite3.connect(os.path.join(self.data, 'poster.sqlite'))) as database, database:
                database.execute('UPDATE accounts SET platform = ? WHERE username = ?', (platform, handle))

    def __enter__(self):
        return super().__enter__().start()

    def find_all(self, name=None, role=None, within=None, showing=True):
        return super().find_all(name, role, within or (None if role == 'window' else self.composer), showing)

    def compose(self, *paths):
        """A new post of files, from the file manager."""
        self.open_files(*paths)
        self.composer = self.wait(TITLE, 'window')
        self.focus(TITLE)

    def compose_clip(self, name='bowl'):
        self.compose(poster_scenes.clip(MEDIA, name))
        self.wait('Play', 'button')

    def shot(self, name):
        return self.screenshot('composer-' + name, TITLE)

    def pictures(self, count=3):
        return [make_picture(os.path.join(MEDIA, 'lake %d.jpg' % number), width=540, height=960,
                             colour=COLOURS[(number - 1) % len(COLOURS)]) for number in range(1, count + 1)]

    def choose(self, name):
        """What a menu that is open offers."""
        node = self.wait(name, 'menu item')
        if actions_of(node):
            self.act(node)
        else:
            self.click_on(node)

    def write(self, words):
        return self.type_into('Caption', words, role='text')

    def caption(self):
        return text_of(self.wait('Caption', 'text'))

    def rows(self, words):
        with contextlib.closing(self.database()) as database:
            return database.execute(words).fetchall()

    def stored_files(self):
        """The names of the files as they are stored."""
        found = self.rows('SELECT m.path FROM post_media p JOIN media m ON m.id = p.media_id ORDER BY p.position')
        return [os.path.basename(os.fsdecode(row[0])) for row in found]
