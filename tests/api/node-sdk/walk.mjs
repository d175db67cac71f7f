// SPDX-License-Identifier: GPL-3.0-or-later
// The service's own Node library against `late-poster serve`: nothing but the base URL is another.
// walk.mjs SDK_FOLDER PROGRAM CLIP PICTURE DATA_DIR, TAP on the standard output.
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

import { matches } from './schema.mjs';

const [folder, program, clip, picture] = process.argv.slice(2);
const { default: Late } = await import(pathToFileURL(join(folder, 'dist', 'index.mjs')));

const tests = [];
const test = (name, run) => tests.push({ name, run });
const poster = (...words) => execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const DAY = 24 * 3600 * 1000;
const tomorrow = (hours = 0) => new Date(Date.now() + DAY + hours * 3600 * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
const tiktok = (account, more = {}) => ({
  platform: 'tiktok',
  accountId: account,
  platformSpecificData: {
    tiktokSettings: { privacy_level: 'PUBLIC_TO_EVERYONE', allow_comment: true, allow_duet: false, allow_stitch: false, ...more },
  },
});

let late, base, account, profile;

// Refused with this status; gives the error of the library.
async function refused(promise, status) {
  try {
    const { data, response } = await promise;
    if (response.ok)
      assert.fail(`answered ${response.status} with ${JSON.stringify(data)}`);
    assert.equal(response.status, status);
    return {};
  } catch (error) {
    if (error instanceof assert.AssertionError)
      throw error;
    assert.equal(error.statusCode, status, error.message);
    return error;
  }
}

// Asks until it is as it should be; the server tells of no change by itself.
async function until(look, what, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen)
      return seen;
    if (Date.now() > end)
      assert.fail(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function upload(path, contentType) {
  const { data } = await late.media.getMediaPresignedUrl({ body: { filename: path.split('/').pop(), contentType } });
  const put = await fetch(data.uploadUrl, { method: 'PUT', body: readFileSync(path), headers: { 'Content-Type': contentType } });
  assert.equal(put.status, 200);
  return data.publicUrl;
}

test('/node-sdk/usage-and-users', async () => {
  const { data: usage } = await late.usage.getUsageStats();
  assert.ok('usage' in usage && 'limits' in usage, JSON.stringify(usage));
  const { data: users } = await late.users.listUsers();
  assert.ok(users.users.length >= 1);
});

test('/node-sdk/a-wrong-key-is-refused', async () => {
  const other = new Late({ apiKey: 'sk_' + '0'.repeat(64), baseURL: base });
  const error = await refused(other.posts.listPosts(), 401);
  assert.ok(error.message.length > 5);
});

test('/node-sdk/profiles', async () => {
  const { data: made } = await late.profiles.createProfile({ body: { name: 'Kitchen', description: 'Cooking' } });
  const id = made.profile._id;
  assert.match(id, /^[0-9a-f]{24}$/);
  const { data: seen } = await late.profiles.getProfile({ path: { profileId: id } });
  assert.equal(seen.profile.name, 'Kitchen');
  await late.profiles.updateProfile({ path: { profileId: id }, body: { name: 'Bakery' } });
  const { data: all } = await late.profiles.listProfiles();
  assert.ok(all.profiles.some((one) => one._id === id && one.name === 'Bakery'));
  await late.profiles.deleteProfile({ path: { profileId: id } });
  await refused(late.profiles.getProfile({ path: { profileId: id } }), 404);
  profile = all.profiles.find((one) => one.isDefault)._id;
});

test('/node-sdk/accounts', async () => {
  const { data } = await late.accounts.listAccounts();
  const one = data.accounts.find((candidate) => candidate._id === account);
  assert.equal(one.platform, 'tiktok');
  assert.equal(one.username, 'kitchen');
  const { data: health } = await late.accounts.getAllAccountsHealth();
  assert.ok(health.accounts.length >= 1);
  const { data: single } = await late.accounts.getAccountHealth({ path: { accountId: account } });
  assert.equal(single.accountId, account);
  const { data: creator } = await late.accounts.getTikTokCreatorInfo({ path: { accountId: account } });
  assert.ok(JSON.stringify(creator).includes('PUBLIC_TO_EVERYONE'));
  const { data: stats } = await late.accounts.getFollowerStats();
  assert.ok(Array.isArray(stats.accounts));
  await late.accounts.updateAccount({ path: { accountId: account }, body: { displayName: 'The kitchen' } });
  const { data: again } = await late.accounts.listAccounts({ query: { platform: 'tiktok' } });
  assert.equal(again.accounts.find((candidate) => candidate._id === account).displayName, 'The kitchen');
  await refused(late.accounts.updateAccount({ path: { accountId: '0'.repeat(24) }, body: { displayName: 'Nobody' } }), 404);
});

test('/node-sdk/posts', async () => {
  const url = await upload(clip, 'video/mp4');
  const { data: made, response } = await late.posts.createPost({
    body: { content: 'Bread of the day', mediaItems: [{ type: 'video', url }], platforms: [tiktok(account)],
            scheduledFor: tomorrow(), timezone: 'Europe/Berlin' },
  });
  assert.equal(response.status, 201);
  assert.equal(made.post.status, 'scheduled');
  const postId = made.post._id;

  const { data: one } = await late.posts.getPost({ path: { postId } });
  assert.equal(one.post.content, 'Bread of the day');
  assert.equal(one.post.timezone, 'Europe/Berlin');

  const { data: changed } = await late.posts.updatePost({ path: { postId }, body: { content: 'Bread of tomorrow', scheduledFor: tomorrow(2) } });
  assert.equal(changed.post.content, 'Bread of tomorrow');

  const { data: list } = await late.posts.listPosts({ query: { status: 'scheduled', platform: 'tiktok', limit: 10, page: 1 } });
  assert.ok(list.posts.some((post) => post._id === postId));
  assert.equal(list.pagination.page, 1);
  const { data: none } = await late.posts.listPosts({ query: { status: 'failed' } });
  assert.ok(!none.posts.some((post) => post._id === postId));

  await late.posts.deletePost({ path: { postId } });
  await refused(late.posts.getPost({ path: { postId } }), 404);
});

test('/node-sdk/drafts', async () => {
  const { data: made } = await late.posts.createPost({ body: { content: 'An idea', isDraft: true } });
  assert.equal(made.post.status, 'draft');
  const { data: drafts } = await late.posts.listPosts({ query: { status: 'draft' } });
  assert.ok(drafts.posts.some((post) => post._id === made.post._id));
  await late.posts.deletePost({ path: { postId: made.post._id } });
});

test('/node-sdk/posted-now', async () => {
  const url = await upload(clip, 'video/mp4');
  const { data: made } = await late.posts.createPost({
    body: { content: 'Bread right now', mediaItems: [{ type: 'video', url }], platforms: [tiktok(account)], publishNow: true },
  });
  const post = await until(async () => {
    const { data } = await late.posts.getPost({ path: { postId: made.post._id } });
    return data.post.status === 'published' && data.post;
  }, 'published');
  assert.equal(post.platforms[0].status, 'published');
  await refused(late.posts.deletePost({ path: { postId: made.post._id } }), 400);
});

test('/node-sdk/once-only', async () => {
  const url = await upload(clip, 'video/mp4');
  const body = { content: 'Only once', mediaItems: [{ type: 'video', url }], platforms: [tiktok(account)], scheduledFor: tomorrow(), timezone: 'UTC' };
  const headers = { 'x-request-id': randomUUID() };
  const { data: first } = await late.posts.createPost({ body, headers });
  const { data: again, response } = await late.posts.createPost({ body, headers });
  assert.equal(response.status, 200);
  assert.equal(again.existingPost._id ?? again.existingPost, first.post._id);
  const error = await refused(late.posts.createPost({ body }), 409);
  assert.ok(JSON.stringify(error).includes(first.post._id), JSON.stringify(error));
  await late.posts.deletePost({ path: { postId: first.post._id } });
});

test('/node-sdk/what-does-not-fit-is-refused', async () => {
  const url = await upload(picture, 'image/jpeg');
  const body = { content: 'No privacy', mediaItems: [{ type: 'image', url }], scheduledFor: tomorrow(),
                 platforms: [{ platform: 'tiktok', accountId: account }] };
  await refused(late.posts.createPost({ body }), 400);
  await refused(late.posts.createPost({ body: { ...body, platforms: [tiktok(account, { content_preview_confirmed: false })] } }), 400);
  await refused(late.posts.createPost({ body: { ...body, platforms: [tiktok('0'.repeat(24))] } }), 400);
});

test('/node-sdk/queue', async () => {
  const slots = [{ dayOfWeek: 1, time: '09:00' }, { dayOfWeek: 4, time: '18:30' }];
  const { data: made } = await late.queue.createQueueSlot({ body: { profileId: profile, name: 'Evenings', timezone: 'Europe/Berlin', slots } });
  assert.equal(made.schedule.slots.length, 2);
  const { data: seen } = await late.queue.listQueueSlots({ query: { profileId: profile, all: true } });
  assert.ok(seen.queues.some((queue) => queue._id === made.schedule._id));
  const { data: next } = await late.queue.getNextQueueSlot({ query: { profileId: profile } });
  const { data: preview } = await late.queue.previewQueue({ query: { profileId: profile, count: 5 } });
  assert.equal(preview.slots.length, 5);
  assert.equal(Date.parse(preview.slots[0]), Date.parse(next.nextSlot));
  const url = await upload(clip, 'video/mp4');
  const { data: queued } = await late.posts.createPost({
    body: { content: 'From the queue', mediaItems: [{ type: 'video', url }], platforms: [tiktok(account)], queuedFromProfile: profile },
  });
  assert.equal(Date.parse(queued.post.scheduledFor), Date.parse(next.nextSlot));
  await late.queue.updateQueueSlot({ body: { profileId: profile, queueId: made.schedule._id, timezone: 'UTC', slots } });
  await late.posts.deletePost({ path: { postId: queued.post._id } });
  await late.queue.deleteQueueSlot({ query: { profileId: profile, queueId: made.schedule._id } });
});

test('/node-sdk/validation', async () => {
  const { data: length } = await late.validate.validatePostLength({ body: { text: 'x'.repeat(300) } });
  assert.equal(length.platforms.twitter.valid, false);
  assert.equal(length.platforms.tiktok.valid, true);
  const { data: post } = await late.validate.validatePost({ body: { content: 'No privacy', platforms: [{ platform: 'tiktok', accountId: account }] } });
  assert.equal(post.valid, false);
  const url = await upload(picture, 'image/jpeg');
  const { data: media } = await late.validate.validateMedia({ body: { url } });
  assert.equal(media.valid, true);
  assert.equal(media.contentType, 'image/jpeg');
  assert.equal(media.platformLimits.bluesky.withinLimit, media.size <= media.platformLimits.bluesky.limit);
});

test('/node-sdk/webhooks', async () => {
  const got = [];
  const receiver = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(parts) });
      response.end('ok');
    });
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${receiver.address().port}/hook`;
  const { data: made } = await late.webhooks.createWebhookSettings({
    body: { name: 'Here', url: address, secret: 'a secret of mine', events: ['post.scheduled', 'post.cancelled'], isActive: true },
  });
  const hook = made.webhook._id;
  const { data: list } = await late.webhooks.getWebhookSettings();
  assert.ok(list.webhooks.some((one) => one._id === hook && !JSON.stringify(one).includes('a secret of mine')));
  await late.webhooks.testWebhook({ body: { webhookId: hook } });
  await until(() => got.length === 1, 'the test arrived');

  const url = await upload(clip, 'video/mp4');
  const { data: post } = await late.posts.createPost({
    body: { content: 'Told to others', mediaItems: [{ type: 'video', url }], platforms: [tiktok(account)], scheduledFor: tomorrow() },
  });
  await until(() => got.length === 2, 'the event arrived');
  const { headers, body } = got[1];
  assert.equal(headers['x-late-signature'], createHmac('sha256', 'a secret of mine').update(body).digest('hex'));
  const event = JSON.parse(body);
  assert.equal(event.event, 'post.scheduled');
  assert.equal(event.post.id, post.post._id);
  // The receiver has it before the answer is noted.
  await until(async () => {
    const { data: logs } = await late.webhooks.getWebhookLogs({ query: { webhookId: hook } });
    return logs.logs.length >= 2;
  }, 'both are in the log');
  await late.webhooks.updateWebhookSettings({ body: { _id: hook, isActive: false } });
  await late.webhooks.deleteWebhookSettings({ query: { id: hook } });
  await late.posts.deletePost({ path: { postId: post.post._id } });
  receiver.close();
  receiver.closeAllConnections();
});

test('/node-sdk/keys', async () => {
  const { data: made } = await late.apiKeys.createApiKey({ body: { name: 'Another script' } });
  const secret = made.apiKey.key;
  assert.match(secret, /^sk_[0-9a-f]{64}$/);
  const other = new Late({ apiKey: secret, baseURL: base });
  await other.posts.listPosts();
  const { data: list } = await late.apiKeys.listApiKeys();
  assert.ok(!JSON.stringify(list).includes(secret));
  await late.apiKeys.deleteApiKey({ path: { keyId: made.apiKey.id ?? made.apiKey._id } });
  await refused(other.posts.listPosts(), 401);
});

test('/node-sdk/every-answer-is-as-the-server-describes-it', async () => {
  const text = await (await fetch(`${base}/v1/openapi.json`)).text();
  const document = JSON.parse(text);
  assert.match(document.openapi, /^3\./);
  for (const [path, template] of [['/v1/posts?limit=5', '/v1/posts'], ['/v1/accounts', '/v1/accounts'],
                                  ['/v1/profiles', '/v1/profiles'], ['/v1/usage-stats', '/v1/usage-stats'],
                                  ['/v1/webhooks/settings', '/v1/webhooks/settings'], ['/v1/api-keys', '/v1/api-keys']]) {
    const answer = await fetch(base + path, { headers: { Authorization: `Bearer ${late.apiKey}` } });
    const described = document.paths[template].get.responses[answer.status];
    const schema = described.content['application/json'].schema;
    const problems = matches(document, schema, await answer.json(), path);
    assert.deepEqual(problems, []);
  }
});

async function main() {
  poster('connect', 'tiktok', '--practice=kitchen');
  account = JSON.parse(poster('accounts', '--json')).accounts[0]._id;
  const apiKey = poster('serve', '--new-key', 'Node').trim();
  const server = spawn(program, ['serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  let failed = 0;

  for await (const line of createInterface({ input: server.stdout })) {
    const found = line.match(/http:\/\/127\.0\.0\.1:\d+/);
    if (found) {
      base = `${found[0]}/api`;
      break;
    }
  }
  assert.ok(base, 'the server has said where it is');
  late = new Late({ apiKey, baseURL: base });
  console.log(`1..${tests.length}`);
  for (const [index, { name, run }] of tests.entries()) {
    try {
      await run();
      console.log(`ok ${index + 1} ${name}`);
    } catch (error) {
      failed++;
      console.log(`# ${(error.stack ?? String(error)).replace(/\n/g, '\n# ')}`);
      console.log(`not ok ${index + 1} ${name}`);
    }
  }
  server.kill('SIGTERM');
  const [status] = await ended;
  if (status !== 0) {
    console.log(`# the server ended with ${status}`);
    failed++;
  }
  return failed ? 1 : 0;
}

// A test that failed may have left a server of its own open.
process.exit(await main());
