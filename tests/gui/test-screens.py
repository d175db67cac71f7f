# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen: seen wide and narrow, light and dark, with names on all controls and nothing that sticks out."""
import datetime
import os
import re

import poster_scenes
from poster_driver import Poster, main, name_of, test
from poster_screens import NARROW, WIDE, check_fits, check_names

MEDIA = os.environ['POSTER_TEST_MEDIA']
DARK = {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}
CONTRAST = {'ADW_DEBUG_HIGH_CONTRAST': '1'}


def look(app, name, title=None, scheme='light'):
    """The screen that is up now, in both sizes."""
    app.resize(*WIDE, title=title)
    app.screenshot('%s-wide-%s' % (name, scheme), title)
    if scheme == 'light':
        check_names(app, title)
        check_fits(app, title, NARROW)
    else:
        app.resize(*NARROW, title=title)
    app.screenshot('%s-narrow-%s' % (name, scheme), title)
    app.resize(*WIDE, title=title)


def show_page(app, page):
    app.activate('show-page', page)


def fill(app):
    """Accounts, and posts in most of the states there are."""
    app.connect_practice('kitchen', 'studio', 'trailnotes')
    clips = {name: poster_scenes.clip(MEDIA, name) for name in poster_scenes.SCENES}
    app.post(clips['sunset'], to=['trailnotes'], caption='Up before the sun was #hike', arguments=['--wait'])
    app.post(clips['bread'], to=['kitchen', 'studio'], caption='The loaf that forgives everything', arguments=['--wait'])
    app.sandbox('/sandbox/faults', {'fail_reason': 'duration_check_failed'})
    app.post(clips['lamp'], to=['studio'], caption='One lamp, one phone, one take', arguments=['--wait'], check=False)
    app.post(clips['bowl'], to=['kitchen', 'studio'], caption='Ten minutes, one pan, and nobody has ever left any in the bowl',
             arguments=['--at', in_days(1) + ' 18:00'])
    app.post(clips['lake'], to=['trailnotes'], caption='Three days above the lake',
             arguments=['--at', in_days(2) + ' 12:00'])
    app.post(clips['vase'], to=['studio'], caption='', arguments=['--draft'])


def in_days(days):
    return (datetime.date.today() + datetime.timedelta(days)).isoformat()


def schemes():
    yield 'light', {}
    yield 'dark', DARK


def clip(name='bowl'):
    return poster_scenes.clip(MEDIA, name)


@test('/screens/welcome')
def welcome():
    for scheme, env in schemes():
        with Poster(env=env) as app:
            app.wait('Try with a Practice Account', 'button')
            look(app, 'welcome', scheme=scheme)


@test('/screens/main-pages')
def pages():
    with Poster(started=False) as filled:
        fill(filled)
        for scheme, env in schemes():
            filled.env.update(env)
            filled.start()
            show_page(filled, 'posts')
            filled.wait('The loaf that forgives everything')
            look(filled, 'posts', scheme=scheme)
            for page in ('accounts', 'calendar', 'insights'):
                show_page(filled, page)
                look(filled, page, scheme=scheme)
            filled.quit()


@test('/screens/composer')
def composer():
    for scheme, env in schemes():
        with Poster(env=env, started=False) as app:
            app.connect_practice('kitchen', 'studio')
            app.start()
            app.activate('new-post')
            app.wait('What shall we post?')
            look(app, 'composer-empty', 'New Post', scheme)
            app.key('ctrl+w')
            app.wait_gone('What shall we post?')
            app.open_files(clip())
            app.wait('Play', 'button')
            app.press('@kitchen on TikTok')
            app.wait('Who can see it')
            app.wait('Caption', 'text')
            app.focus('New Post')
            app.type_into('Caption', 'Ten minutes, one pan, and nobody has ever left any in the bowl. #pasta #onepan', role='text')
            look(app, 'composer', 'New Post', scheme)


@test('/screens/windows')
def windows():
    for scheme, env in schemes():
        with Poster(env=env, started=False) as app:
            app.connect_practice('kitchen')
            post = app.post(clip(), to=['kitchen'], caption='Ten minutes, one pan', arguments=['--wait'])
            app.start()
            app.activate('show-post', post)
            app.wait('See It on TikTok')
            shoot(app, 'details', scheme, r'^Post')
            app.activate('preferences')
            app.wait('Preferences', 'window')
            shoot(app, 'preferences', scheme, '^Preferences')
            app.activate('connect')
            app.wait('How do you want to post?')
            shoot(app, 'connect', scheme, '^Connect')
            app.activate('about')
            app.wait(re.compile('^About'), 'window')
            shoot(app, 'about', scheme, '^About')


def shoot(app, name, scheme, title):
    """A window of one size: as it comes up. It is closed afterwards."""
    title = name_of(app.window(re.compile(title)))
    app.screenshot('%s-%s' % (name, scheme), title)
    if scheme == 'light' and name != 'about':  # that one is libadwaita's as a whole
        check_names(app, title)
    app.focus(title)
    app.key('Escape')
    app.wait_gone(title, 'window')


@test('/screens/high-contrast-and-right-to-left')
def others():
    with Poster(started=False) as app:
        fill(app)
        app.env.update(CONTRAST)
        app.start()
        app.wait('The loaf that forgives everything')
        app.resize(*WIDE)
        app.screenshot('posts-wide-contrast')
        app.quit()


main()
