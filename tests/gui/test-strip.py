# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a post: what they are, which one is shown first, and those that come and go."""
import os
import re
import shutil

import poster_scenes
from poster_composing import MEDIA, TITLE, Composing
from poster_driver import copied, main, make_picture, test, text_of

TAKEN = 35  # pictures: as many as TikTok takes in one post


def stored_options(app):
    return ' '.join(row[0] or '' for row in app.rows('SELECT options FROM targets'))


def alt_texts(app):
    return app.rows('SELECT m.alt_text FROM post_media p JOIN media m ON m.id = p.media_id ORDER BY p.position')


def told(app, pattern):
    return app.wait(re.compile(pattern), 'label')


@test('/strip/the-cover-is-the-frame-that-is-seen')
def cover():
    with Composing() as app:
        app.compose_clip()
        app.click_on(app.wait('Place in the Clip', 'slider'))
        app.key('Home', 'Page_Down', 'Page_Down', 'period', 'period', 'period', 'comma')
        # Two seconds and two frames, of which there are 30 in a second.
        app.press('Cover…')
        told(app, r'^The cover is the frame at 2\.0[67] seconds\.$')
        app.shot('cover')
        app.wait_for(lambda: re.search(r'"video_cover_timestamp_ms":20[67]\d', stored_options(app).replace(' ', '')),
                     'the cover in the database')
        app.press('Undo', within=app.composer)
        app.wait_for(lambda: 'video_cover_timestamp_ms' not in stored_options(app), 'no cover')


@test('/strip/pictures-have-a-cover-and-words-for-who-cannot-see-them')
def pictures():
    with Composing() as app:
        app.compose(*app.pictures())
        app.click_on(app.wait(re.compile('^2 of 3, lake 2')))
        described = app.type_into('Describe picture 2 for those who cannot see it', 'A lake at noon')
        app.press('Cover…')
        told(app, r'^Picture 2 is the cover\.$')
        app.wait(re.compile('^2 of 3, lake 2.jpg, cover$'))
        app.wait_for(lambda: alt_texts(app) ==
                     [(None,), ('A lake at noon',), (None,)], 'the words in the database')
        app.click_on(app.wait(re.compile('^3 of 3, lake 3')))
        app.wait_for(lambda: text_of(described) == '', 'the words of the third: none')
        # Taken out, and back at its place with its words.
        app.click_on(app.wait(re.compile('^2 of 3, lake 2')))
        app.key('Delete')
        app.wait_for(lambda: app.stored_files() == ['lake 1.jpg', 'lake 3.jpg'], 'two pictures')
        told(app, r'^“lake 2\.jpg” is taken out\.$')
        app.press('Undo')
        app.wait_for(lambda: alt_texts(app) ==
                     [(None,), ('A lake at noon',), (None,)], 'the picture and its words')


@test('/strip/a-picture-is-pasted')
def pastes():
    with Composing() as app:
        app.compose(*app.pictures(2))
        app.wait(re.compile('^2 of 2, lake 2'))
        with copied(make_picture(os.path.join(MEDIA, 'copied.png'), width=540, height=960, colour='#26a269'), 'image/png'):
            app.focus(TITLE)
            app.key('ctrl+v')
            app.wait(re.compile('^3 of 3, '))
        app.wait_for(lambda: len(app.stored_files()) == 3, 'the third picture')
        # It is no file of anybody: Poster keeps it.
        path = os.fsdecode(app.rows('SELECT path FROM media ORDER BY rowid DESC LIMIT 1')[0][0])
        assert path.startswith(app.data), path


@test('/strip/clips-beyond-the-first-become-posts-of-their-own')
def one_each():
    with Composing() as app:
        app.compose(*[poster_scenes.clip(MEDIA, name) for name in ('bowl', 'sunset', 'lake')])
        told(app, '^3 clips: one post takes one')
        app.shot('one-post-each')
        app.press('One Post Each')
        told(app, r'^2 more drafts are made\.')
        app.wait_for(lambda: len(app.posts()) == 3, 'three drafts')
        assert {post['status'] for post in app.posts()} == {'draft'}


@test('/strip/of-very-many-files-it-says-how-many-are-taken')
def many():
    with Composing() as app:
        folder = os.path.join(app.directory, 'five hundred')
        os.mkdir(folder)
        picture = app.pictures(1)[0]
        for number in range(500):
            shutil.copy(picture, os.path.join(folder, 'picture %03d.jpg' % number))
        app.compose(*[os.path.join(folder, name) for name in sorted(os.listdir(folder))])
        told(app, r'^Only %d pictures were taken: .*465 files were left out' % TAKEN)
        app.wait('%d of %d' % (TAKEN, TAKEN), 'label')
        app.shot('many')
        app.wait_for(lambda: app.stored_files() == ['picture %03d.jpg' % number for number in range(TAKEN)], 'the first of them')


main()
