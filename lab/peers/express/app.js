// The web application: sessions, the pages, login and logout.

import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import compression from 'compression';
import connectPgSimple from 'connect-pg-simple';
import express from 'express';
import session from 'express-session';
import { pool } from './database.js';
import { category, front, product, readable, search } from './catalogue.js';
import { remembered } from './memory.js';

const { COMPRESSION, NODE_ENV, ORIGIN, SESSION, SESSION_SECRET } = process.env;
const COOKIE = 'peer-express';

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Language': 'zh-CN',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export const app = express();
app.disable('x-powered-by');
app.disable('etag'); // Pages may not be stored, so nobody asks whether they have changed.
app.set('view engine', 'ejs');
app.set('view cache', NODE_ENV === 'production');
app.set('view options', { strict: true });
app.locals.origin = ORIGIN;

if (COMPRESSION === '1') app.use(compression());
app.use((req, res, next) => {
  res.set(HEADERS);
  next();
});
app.use(
  session({
    name: COOKIE,
    secret: SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', maxAge: 30 * 24 * 60 * 60 * 1000 },
    store: new (connectPgSimple(session))({
      pool,
      schemaName: 'peer_express',
      disableTouch: SESSION === 'untouched',
    }),
  }),
);

const render = promisify(app.render.bind(app));

// Answers with the page that shows what `read` finds. Its inside is the same for all visitors, so it can be remembered;
// the frame around it is the visitor's own.
function page(view, question, read) {
  return async (req, res) => {
    const asked = question(req);
    const shared = await remembered(`${view} ${asked.join(' ')}`, async () => {
      const answer = await read(...asked);
      return answer && { ...answer.head, content: await render(view, answer) };
    });
    if (shared) await show(req, res, shared);
    else await notFound(req, res);
  };
}

async function notFound(req, res) {
  await show(req, res.status(404), { title: '这一页灯还没亮', content: await render('not-found') });
}

async function show(req, res, shared) {
  const { nickname } = req.session;
  const mark = nickname && createHmac('sha256', SESSION_SECRET).update(req.sessionID).digest('hex').slice(0, 8);
  res.send(await render('layout', { shared, nickname, mark, target: req.originalUrl, here: ORIGIN + req.originalUrl }));
}

// The number of a page of a list: 1 if none is named, 0 if it is none.
function pageNumber({ page = '1' }) {
  return /^[1-9]\d{0,8}$/.test(page) ? Number(page) : 0;
}

app.get('/', page('home', () => [], front));
app.get('/c/:slug', page('category', ({ params, query }) => [pageNumber(query), params.slug], category));
app.get('/p/:sku', page('product', ({ params }) => [params.sku], product));
app.get('/search', page('search', ({ query }) => [pageNumber(query), readable(query.q)], search));

// A login without a password: here only its session matters.
app.post('/login', express.urlencoded({ extended: false, limit: '1kb' }), (req, res, next) => {
  const nickname = String(req.body?.nickname ?? '').trim();
  if (nickname === '' || nickname.length > 40) {
    res.sendStatus(400);
    return;
  }
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.nickname = nickname;
    res.redirect(303, '/'); // The session is saved before the answer ends.
  });
});

app.post('/logout', (req, res, next) => {
  req.session.destroy((error) => {
    if (error) return next(error);
    res.clearCookie(COOKIE).redirect(303, '/');
  });
});

app.use(notFound);
