/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-composer.h"
#include "poster-draft-keeper.h"
#include "poster-test-clock.h"

G_BEGIN_DECLS

/* 2026-11-22T12:00:00Z */
#define COMPOSER_NOON G_GINT64_CONSTANT (1795348800000000)

/* A store of its own with two accounts on TikTok, a draft and its keeper. */
typedef struct
{
  char              *dir;
  PosterClock       *clock;
  PosterStore       *store;
  PosterPlatforms   *platforms;
  PosterComposer    *composer;
  GListStore        *accounts;
  PosterAccount     *kitchen;
  PosterAccount     *studio;
  PosterDraft       *draft;
  PosterDraftKeeper *keeper;
} ComposerFixture;

void             composer_fixture_open       (ComposerFixture *self,
                                              const char      *dir,
                                              PosterClock     *clock);
void             composer_fixture_set_up     (ComposerFixture *self,
                                              gconstpointer    data);
void             composer_fixture_close      (ComposerFixture *self);
void             composer_fixture_tear_down  (ComposerFixture *self,
                                              gconstpointer    data);
void             composer_fixture_begin      (ComposerFixture *self);
void             composer_fixture_advance    (ComposerFixture *self,
                                              gint64           by_us);
void             composer_fixture_await      (ComposerFixture *self,
                                              PosterKeeping    state);
void             composer_fixture_save       (ComposerFixture *self);
PosterPost      *composer_fixture_get        (ComposerFixture *self,
                                              const char      *post_id);
guint            composer_fixture_count      (ComposerFixture *self);
PosterPost      *composer_fixture_publish    (ComposerFixture *self,
                                              GError         **error);
gboolean         composer_fixture_open_post  (ComposerFixture *self,
                                              const char      *post_id);
void             composer_fixture_choose     (ComposerFixture *self,
                                              const char      *privacy);
PosterMediaItem *composer_fixture_clip       (const char      *hash);

G_END_DECLS
