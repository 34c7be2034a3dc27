// A service with a login: Express with express-session.

import express from "express";
import session from "express-session";
import FileStore from "session-file-store";

import { check, form, home, options } from "./options.js";

const store = options.store
  ? new (FileStore(session))({ path: options.store, retries: 0, logFn: () => {} })
  : new session.MemoryStore();

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(
  session({
    name: options.name,
    secret: options.secret,
    store,
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
