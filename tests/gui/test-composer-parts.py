# SPDX-License-Identifier: GPL-3.0-or-later
"""The composer, part by part, as a person goes through it."""
import os
import re
import shutil

import poster_scenes
from poster_driver import Poster, Skip, description_of, has, main, make_picture, run_tool, test, text_of

MEDIA = os.environ['POSTER_TEST_MEDIA']
WIDE = (1280, 800)
NARROW = (360, 720)


def composing(*handles):
    app = Poster(started=False)
    app.connect_practice(*(handles or ('kitchen',)))
    return app


def open_clip(app):
    """A new post of a clip, from the file manager."""
    app.open_files(poster_scenes.clip(MEDIA, 'bowl'))
    app.wait('Play', 'button')


def caption(app):
    return text_of(app.wait('Caption', 'text'))


def pictures(app):
    colours = ('#3584e4', '#33d17a', '#f6d32d')
    return [make_picture(os.path.join(app.directory, 'lake %d.jpg' % number), colour=colour)
            for number, colour in enumerate(colours, 1)]


def order(app):
    """The names of the files as they are stored."""
    with app.database() as database:
        rows = database.execute('SELECT m.path FROM post_media p JOIN media m ON m.id = p.media_id ORDER BY p.position')
        return [os.path.basename(os.fsdecode(row[0])) for row in rows]


def own_texts(app):
    with app.database() as database:
        return [row[0] for row in database.execute('SELECT content FROM targets ORDER BY position')]


@test('/composer-parts/safe-zones-and-a-time')
def schedules():
    with composing() as app:
        app.start()
        open_clip(app)
        app.press('Safe Zones')
        app.wait('Safe Zones', 'button')
        app.screenshot('composer-safe-zones', 'New Post')
        app.type_into('Caption', 'Tomorrow, one pan', role='text')
        app.press('Who can see it', 'row')
        app.press('Everyone', 'check')
        app.press('At a Time')
        app.press(re.compile('^Schedule for '))
        app.wait_gone('Play', 'button')
        app.wait(re.compile('^Tomorrow, one pan, Scheduled'))
        assert [post['status'] for post in app.posts()] == ['scheduled'], app.posts()


@test('/composer-parts/one-account-has-a-text-of-its-own')
def own_text():
    with composing('kitchen', 'studio') as app:
        app.start()
        open_clip(app)
        for handle in ('kitchen', 'studio'):
            if not has(app.wait('@%s on TikTok' % handle, 'button'), 'pressed'):
                app.press('@%s on TikTok' % handle)
        app.type_into('Caption', 'For all', role='text')
        # An expander opens by its first line, which is no button for a screen reader in GTK 4.8.
        app.click_on(app.wait('Different text for one account', 'label'))
        # The first of that name is where the post goes to, the second whose text is shown.
        app.wait_for(lambda: len(app.find_all('@studio on TikTok', 'button')) == 2, 'whose text it may be')
        app.act(app.find_all('@studio on TikTok', 'button')[1])
        app.wait('Only for @studio on TikTok')
        app.type_into('Caption', 'For the studio', role='text')
        app.screenshot('composer-version', 'New Post')
        app.press('Done')
        app.wait_for(lambda: caption(app) == 'For all', 'the text of all')
        app.wait_for(lambda: own_texts(app) == [None, 'For the studio'], 'a text of its own in the database')
        app.wait_for(lambda: any('Own text' in description_of(node) for node in app.find_all('@studio on TikTok', None)),
                     'the sign of the account')


@test('/composer-parts/pictures-change-places-by-keyboard')
def reorder():
    with composing() as app:
        app.start()
        app.open_files(*pictures(app))
        app.click_on(app.wait(re.compile('^1 of 3, lake 1')))
        app.key('ctrl+Right')
        app.wait_for(lambda: order(app) == ['lake 2.jpg', 'lake 1.jpg', 'lake 3.jpg'], 'the second place')
        app.key('Delete')
        app.wait_for(lambda: order(app) == ['lake 2.jpg', 'lake 3.jpg'], 'two pictures')
        app.press('Undo')
        app.wait_for(lambda: order(app) == ['lake 2.jpg', 'lake 1.jpg', 'lake 3.jpg'], 'the picture at its place')
        app.screenshot('composer-pictures', 'New Post')


def look(app, name):
    """What a person sees who has written something, in both sizes."""
    open_clip(app)
    app.type_into('Caption', 'Ten minutes, one pan. #pasta', role='text')
    for size, word in ((WIDE, 'wide'), (NARROW, 'narrow')):
        app.resize(*size, title='New Post')
        app.screenshot('composer-%s-%s' % (word, name), 'New Post')


@test('/composer-parts/from-right-to-left')
def mirrored():
    with composing() as app:
        # Which way it goes follows from the language of GTK's own words.
        locales = os.path.join(app.directory, 'locales')
        os.mkdir(locales)
        if not shutil.which('localedef') or not os.path.exists('/usr/share/i18n/locales/he_IL'):
            raise Skip('no language that runs from right to left can be made here')
        run_tool('localedef', '-i', 'he_IL', '-f', 'UTF-8', os.path.join(locales, 'he_IL.UTF-8'))
        app.env.update({'LOCPATH': locales, 'LC_ALL': 'he_IL.UTF-8', 'LANGUAGE': 'he'})
        app.start()
        look(app, 'rtl')


@test('/composer-parts/in-high-contrast')
def contrast():
    with composing() as app:
        app.env.update({'ADW_DEBUG_HIGH_CONTRAST': '1'})
        app.start()
        look(app, 'contrast')


main()
