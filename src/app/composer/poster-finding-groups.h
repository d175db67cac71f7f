/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-account.h"
#include "poster-finding.h"

G_BEGIN_DECLS

/**
 * PosterFindingGroup:
 * @key: tells it from the others
 * @title: (nullable): of whom it speaks; %NULL where a post goes to one account only
 * @account: (nullable): the account, where it speaks of one
 * @platform: (nullable): key of the platform, where it speaks of accounts on one
 * @accounts: (element-type PosterAccount): of whom it speaks, in the order of the draft
 * @findings: (element-type PosterFinding): the worst first
 *
 * What was found for the same accounts.
 */
typedef struct
{
  char          *key;
  char          *title;
  PosterAccount *account;
  const char    *platform;
  GPtrArray     *accounts;
  GPtrArray     *findings;
} PosterFindingGroup;

GPtrArray *poster_finding_groups_new (GPtrArray *findings,
                                      GPtrArray *accounts);

G_END_DECLS
