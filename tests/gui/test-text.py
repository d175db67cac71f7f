# SPDX-License-Identifier: GPL-3.0-or-later
"""A post that begins with its words."""
from poster_driver import Poster, main, test, text_of

TEXT = 'Ten minutes, one pan. "Go!" #pasta'


def compose(app):
    app.connect_practice('kitchen')
    app.start()
    app.wait('No Posts Yet')
    app.focus('Poster')
    app.key('ctrl+n')
    app.wait('What shall we post?')
    app.focus('New Post')


def written(app):
    return [text_of(node) for node in app.find_all(role='text') if text_of(node)]


@test('/text/typing-on-the-empty-page-begins-a-text')
def typing():
    with Poster(started=False, env={'TZ': 'Europe/Berlin'}) as app:
        compose(app)
        # TikTok takes none without files: it is not offered, but the files may come later.
        assert app.find('Write a Text Post') is None
        app.type_keys(TEXT)
        app.wait_for(lambda: TEXT in written(app), 'what was typed, to the letter')
        app.wait_for(lambda: [post['content'] for post in app.posts()] == [TEXT], 'the draft')
        app.wait('TikTok takes no post of text alone')
        app.quit()


main()
