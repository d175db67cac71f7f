# SPDX-License-Identifier: GPL-3.0-or-later
"""The Posts page: it follows what happens, wherever it happens, and does what its rows offer."""
import os
import re

from poster_driver import Poster, main, make_video, test

CLIP = make_video(os.path.join(os.environ['POSTER_TEST_MEDIA'], 'ball.mp4'))
REFUSED = {'rules': [{'endpoint': 'video_init', 'kind': 'error_code', 'code': 'spam_risk', 'times': 1}]}
HELD_UP = {'rules': [{'endpoint': 'video_init', 'kind': 'delay', 'delay_us': 20000000}]}
SLOW = {'rules': [{'endpoint': 'upload', 'kind': 'slow', 'pieces': 10, 'interval_us': 200000}]}


def row_of(app, caption, state=None):
    """The row of that post, once it is in that state."""
    return app.wait(re.compile('^%s, %s' % (re.escape(caption), state or '')))


def opened_posts(*handles):
    app = Poster(started=False)
    app.connect_practice(*(handles or ('kitchen',)))
    return app.start()


@test('/posts/changes-from-elsewhere-appear-at-once')
def elsewhere():
    with opened_posts() as app:
        app.wait(re.compile('No Posts|Nothing|Drop|posts', re.I))
        post = app.post(CLIP, to=['kitchen'], caption='Made elsewhere', arguments=['--draft'])
        row_of(app, 'Made elsewhere', 'Draft')
        app.command_line('edit', post, '--caption', 'Changed elsewhere')
        row_of(app, 'Changed elsewhere', 'Draft')
        app.wait_gone(re.compile('^Made elsewhere'))
        app.command_line('reschedule', post, '2099-12-24 18:00')
        row_of(app, 'Changed elsewhere', 'Scheduled')
        app.command_line('delete', post)
        app.wait_gone(re.compile('^Changed elsewhere'))


@test('/posts/sending-is-seen-until-it-is-published')
def progress():
    with opened_posts() as app:
        app.sandbox('/sandbox/faults', SLOW)
        app.post(CLIP, to=['kitchen'], caption='Watch me go')
        row = row_of(app, 'Watch me go', 'Sending')
        app.wait('Sent', 'progress bar', within=row)
        app.wait('What Runs Now', 'button')
        app.sandbox('/sandbox/faults', method='DELETE')
        row = row_of(app, 'Watch me go', 'Published')
        app.press('Open', within=row)
        app.wait_for(app.opened, 'the browser')
        assert '/@kitchen/video/' in app.opened()[0], app.opened()


@test('/posts/sending-can-be-cancelled')
def cancel():
    with opened_posts() as app:
        # Before TikTok knows of it; with the last byte it is out of our hands.
        app.sandbox('/sandbox/faults', HELD_UP)
        app.post(CLIP, to=['kitchen'], caption='Stop me')
        row = row_of(app, 'Stop me', '(Preparing|Sending)')
        app.press('Cancel', within=row)
        row_of(app, 'Stop me', 'Taken Back')
        assert app.posts()[0]['platforms'][0]['status'] == 'cancelled'


@test('/posts/what-failed-can-be-tried-again')
def retry():
    with opened_posts() as app:
        app.sandbox('/sandbox/faults', REFUSED)
        app.post(CLIP, to=['kitchen'], caption='Second time lucky')
        row = row_of(app, 'Second time lucky', 'Failed')
        app.press('Retry', within=row)
        row_of(app, 'Second time lucky', 'Published')


@test('/posts/deleting-can-be-undone')
def delete():
    with opened_posts() as app:
        app.post(CLIP, to=['kitchen'], caption='Here to stay', arguments=['--draft'])
        open_menu(app, 'Here to stay')
        app.press('Delete', 'menu item')
        app.wait_gone(re.compile('^Here to stay'))
        app.press('Undo')
        row_of(app, 'Here to stay', 'Draft')
        assert len(app.posts()) == 1
        open_menu(app, 'Here to stay')
        app.press('Delete', 'menu item')
        app.wait_gone(re.compile('^Here to stay'))
        app.quit()
        assert app.posts() == []


def open_menu(app, caption):
    """The menu of a row, as by the mouse's other button."""
    app.click_on(row_of(app, caption), button=3)
    app.wait('Delete', 'menu item')


@test('/posts/details-tell-the-story')
def details():
    with opened_posts() as app:
        app.sandbox('/sandbox/faults', REFUSED)
        post = app.post(CLIP, to=['kitchen'], caption='Tell me why')
        row_of(app, 'Tell me why', 'Failed')
        app.activate('show-post', post)
        app.wait(re.compile('TikTok judged this post to be risky'))
        app.press('What Happened', 'row')
        app.wait(re.compile('The file and the account are as they should be'))


@test('/posts/search-and-filter')
def search():
    with opened_posts() as app:
        for caption in ('Bread rises', 'Bread is eaten', 'Soup'):
            app.post(CLIP, to=['kitchen'], caption=caption, arguments=['--draft'])
        row_of(app, 'Soup')
        app.focus()
        app.key('ctrl+f')
        app.wait(re.compile('Search'), 'entry')
        app.type_keys('eaten')
        app.wait_gone(re.compile('^Soup, '))
        row_of(app, 'Bread is eaten')
        app.key('Escape')
        row_of(app, 'Soup')


main()
