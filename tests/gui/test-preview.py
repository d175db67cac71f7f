# SPDX-License-Identifier: GPL-3.0-or-later
"""The post as the platforms would show it."""
import re

from poster_composing import TITLE, Composing
from poster_driver import description_of, has, main, name_of, test

WORDS = 'Ten minutes, one pan. #pasta'


@test('/preview/is-that-of-the-account-and-look-that-is-chosen')
def looks():
    with Composing('kitchen', 'studio', platforms={'studio': 'instagram'}) as app:
        app.compose_clip()
        app.write(WORDS)
        for handle in ('@kitchen on TikTok', '@studio on Instagram'):
            if not has(app.wait(handle, 'button'), 'pressed'):
                app.press(handle)
        preview = app.wait('Preview on TikTok', 'image')
        app.wait_for(lambda: description_of(preview) == 'Feed by @kitchen. Caption: ' + WORDS, 'the words')
        app.press('Show as on Another Account')
        app.choose(re.compile('@studio'))
        app.wait_for(lambda: name_of(preview) == 'Preview on Instagram', 'the other platform')
        app.wait_for(lambda: description_of(preview).startswith('Reel by @studio.'), description_of(preview))
        app.press('Safe Zones')
        app.shot('look-reel')
        app.press('Safe Zones')
        app.press(re.compile('Reel'))
        app.choose('Story')
        app.wait_for(lambda: description_of(preview).startswith('Story by @studio.'), 'the story')
        app.shot('look-story')


@test('/preview/turns-pictures-over')
def pictures():
    with Composing(env={'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}) as app:
        app.compose(*app.pictures())
        preview = app.wait('Preview on TikTok', 'image')
        app.wait_for(lambda: 'Picture 1 of 3.' in description_of(preview), 'the first')
        app.press('Next Picture')
        app.wait_for(lambda: 'Picture 2 of 3.' in description_of(preview), 'the second')
        app.press('Picture 3')
        app.wait_for(lambda: 'Picture 3 of 3.' in description_of(preview), 'the third')
        app.wait_for(lambda: not has(app.wait('Next Picture', 'button'), 'sensitive'), 'no further')
        app.shot('pictures-dark')
        app.resize(360, 720, title=TITLE)
        app.shot('pictures-dark-narrow')


main()
