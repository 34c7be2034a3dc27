// A service with a login: Express with express-session, whose sessions connect-pg-simple keeps in PostgreSQL.

import connect from "connect-pg-simple";
import express from "express";
import session from "express-session";
import pg from "pg";

import { check, form, home, options } from "./options.js";

const TABLE = options.table ?? "session";
const COLUMNS = "sid varchar primary key, sess json not null, expire timestamp(6) not null";

const pool = new pg.Pool({ connectionString: options.database, max: 2 });
const Store = connect(session);
// Another service may make it at the same moment.
await pool.query(`create table if not exists "${TABLE}" (${COLUMNS})`).catch(() => {});

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(
  session({
    name: options.name,
    secret: options.secret,
    store: new Store({ pool, tableName: TABLE, pruneSessionInterval: false }),
    resave: false,
    saveUninitialized: false,
    cookie: { domain: options.domain, httpOnly: true, sameSite: "lax" },
  }),
);

app.get("/", (request, response) => response.send(home(request.session.nickname)));
app.get("/login", (_, response) => response.send(form(false)));
app.post("/login", (request, response, next) => {
  const nickname = check(request.body.account, request.body.password);
  if (!nickname) return response.status(401).send(form(true));
  request.session.regenerate((error) => {
    if (error) return next(error);
    request.session.nickname = nickname;
    request.session.save((error) => (error ? next(error) : response.redirect(303, "/")));
  });
});
app.post("/logout", (request, response, next) => {
  request.session.destroy((error) => (error ? next(error) : response.redirect(303, "/")));
});

app.listen(options.port, "127.0.0.1");
