# SPDX-License-Identifier: GPL-3.0-or-later
"""Posts to look at: small drawn scenes as clips and pictures, and accounts that post them."""
import os
import shlex

from poster_driver import run_tool

WIDTH, HEIGHT = 720, 1280

# Each is what ImageMagick draws, back to front.
SCENES = {
    'sunset': '''-size 720x1280 gradient:#2b1b5a-#e8704a
        -fill #ffe3b0 -draw "circle 360,640 360,560" ( +clone -blur 0x24 ) -compose screen -composite
        -fill #6a3566 -draw "polygon 0,800 150,690 330,800 470,700 720,830 720,1280 0,1280"
        -fill #472556 -draw "polygon 0,930 220,800 420,930 580,840 720,920 720,1280 0,1280"
        -fill #26163c -draw "polygon 0,1080 160,990 360,1070 560,980 720,1060 720,1280 0,1280"''',
    'lake': '''-size 720x1280 gradient:#7fc4e8-#e9f6fb
        -fill #ffffff -draw "circle 190,230 190,170"
        -fill #8fb0a4 -draw "polygon 0,640 200,380 340,560 500,340 720,620 720,720 0,720"
        -fill #5d8a75 -draw "polygon 0,720 180,560 380,690 560,580 720,690 720,760 0,760"
        -fill #3b7fa6 -draw "rectangle 0,740 720,1280"
        -stroke #9fd0ea -strokewidth 6 -draw "line 80,830 300,830 line 380,900 640,900 line 120,1000 420,1000"
        -stroke none -fill #2f5d49 -draw "polygon 0,1180 240,1100 520,1200 720,1130 720,1280 0,1280"''',
    'bowl': '''-size 720x1280 gradient:#f3c777-#a55f2c
        -fill #fff2cf -draw "roundrectangle 60,120 330,520 18,18"
        -fill #e5b25e -draw "rectangle 188,120 202,520 rectangle 60,312 330,326"
        -fill #7a4423 -draw "rectangle 0,960 720,1280"
        -fill #2f5f66 -draw "ellipse 360,900 250,190 0,180" -fill #21474d -draw "ellipse 360,900 250,44 0,360"
        -fill #f1cf7c -draw "ellipse 360,890 220,34 0,360"
        -fill #d8412f -draw "circle 280,872 280,840 circle 372,862 372,828 circle 450,880 450,850"
        -fill #5d9a3c -draw "ellipse 330,842 34,14 0,360 ellipse 420,836 34,14 0,360"''',
    'vase': '''-size 720x1280 gradient:#fbe3d8-#e0a48f
        -fill #c9705a -draw "polygon 0,980 720,900 720,1280 0,1280"
        -fill #e9d3c6 -draw "ellipse 360,880 170,220 0,360" -draw "roundrectangle 300,560 420,760 30,30"
        -fill none -stroke #5b7d4c -strokewidth 10 -draw "path 'M 360,570 C 350,430 300,330 250,250'"
        -draw "path 'M 362,570 C 380,430 440,360 500,300'"
        -stroke none -fill #7fa05f -draw "ellipse 240,240 60,32 0,360 ellipse 505,290 64,34 0,360 ellipse 300,360 48,26 0,360
          ellipse 440,400 48,26 0,360"''',
    'bread': '''-size 720x1280 gradient:#5b6f7d-#33414c
        -fill #c8c2b6 -draw "polygon 0,900 720,820 720,1280 0,1280"
        -fill #b9793a -draw "ellipse 360,820 260,200 0,360" -fill #d99a52 -draw "ellipse 350,780 220,150 0,360"
        -fill none -stroke #f4dcae -strokewidth 18 -draw "path 'M 200,800 Q 290,700 360,690'"
        -draw "path 'M 270,860 Q 370,750 460,730'" -draw "path 'M 360,900 Q 450,810 530,790'"''',
    'lamp': '''-size 720x1280 gradient:#1b1236-#4a1f5e
        -fill none -stroke #c58cff -strokewidth 46 -draw "circle 360,520 360,330" ( +clone -blur 0x30 ) -compose screen -composite
        -fill none -stroke #f6ecff -strokewidth 18 -draw "circle 360,520 360,330"
        -stroke none -fill #0e0a1e -draw "rectangle 344,730 376,1180" -draw "polygon 220,1280 360,1120 500,1280"''',
}

TITLES = {
    'sunset': 'Before sunrise',
    'lake': 'Three days above the lake',
    'bowl': 'Pasta night',
    'vase': 'New glaze',
    'bread': 'Sunday loaf',
    'lamp': 'One lamp',
}


def picture(folder, name):
    """A drawn scene as a picture."""
    path = os.path.join(folder, name + '.png')
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        part = '%s.%d.png' % (path, os.getpid())
        run_tool('convert', *shlex.split(SCENES[name]), '-depth', '8', '-alpha', 'off', 'PNG24:' + part)
        os.rename(part, path)
    return path


def clip(folder, name, seconds=8, frames=30):
    """The scene as a clip, with sound."""
    path = os.path.join(folder, TITLES[name] + '.mp4')
    if os.path.exists(path):
        return path
    still = picture(folder, name)
    part = os.path.join(folder, 'part-%d' % os.getpid())
    run_tool('gst-launch-1.0', '-q', *(
        'mp4mux name=mux faststart=true ! filesink location=%s '
        'filesrc location=%s ! pngdec ! videoscale ! imagefreeze num-buffers=%d ! videoconvert ! '
        'video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! x264enc speed-preset=ultrafast bitrate=3000 key-int-max=%d ! h264parse ! queue ! mux. '
        'audiotestsrc samplesperbuffer=1024 num-buffers=%d wave=pink-noise volume=0.05 ! '
        'audio/x-raw,rate=44100,channels=2 ! audioconvert ! avenc_aac bitrate=128000 ! aacparse ! queue ! mux.'
        % (part, still, seconds * frames, WIDTH, HEIGHT, frames, frames, seconds * 44100 // 1024)).split())
    os.rename(part, path)
    return path
