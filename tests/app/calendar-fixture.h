/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts-fixture.h"
#include "poster-calendar-page.h"

G_BEGIN_DECLS

/* The calendar of a session with two accounts, at a day far enough ahead that nothing is due. */
typedef struct
{
  Accounts             accounts;
  PosterAccount       *kitchen;
  PosterAccount       *studio;
  PosterCalendarPage  *page;
  PosterCalendarDesk  *desk;
  PosterCalendarModel *model;
  GtkWidget           *window;
} CalendarFixture;

void                 calendar_set_up      (CalendarFixture     *fixture,
                                           gconstpointer        data);
void                 calendar_tear_down   (CalendarFixture     *fixture,
                                           gconstpointer        data);
/* @wall: "2030-12-24T18:00:00" in Europe/Berlin. Gives the id */
char                *calendar_add_post    (CalendarFixture     *fixture,
                                           const char          *text,
                                           const char          *wall,
                                           PosterTargetState    state,
                                           PosterAccount       *account);
PosterPost          *calendar_get_post    (CalendarFixture     *fixture,
                                           const char          *id);
guint32              calendar_day         (const char          *date);
PosterCalendarEntry *calendar_wait_on_day (CalendarFixture     *fixture,
                                           const char          *id,
                                           const char          *date);
void                 calendar_wait_for_day (CalendarFixture    *fixture,
                                           const char          *date,
                                           guint                n_posts);
void                 calendar_go          (CalendarFixture     *fixture,
                                           const char          *date);
void                 calendar_press       (GtkWidget           *widget,
                                           guint                key,
                                           GdkModifierType      modifiers);

G_END_DECLS
