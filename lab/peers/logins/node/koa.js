// A service with a login: Koa with koa-session, whose cookies are signed by another cookie beside them.

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import Koa from "koa";
import bodyParser from "koa-bodyparser";
import session from "koa-session";

import { check, form, home, options } from "./options.js";

const memory = new Map();
const file = (key) => join(options.store, encodeURIComponent(key));
const store = options.store
  ? {
      get: (key) => readFile(file(key), "utf8").then(JSON.parse, () => undefined),
      set: (key, content) => writeFile(file(key), JSON.stringify(content)),
      destroy: (key) => rm(file(key), { force: true }),
    }
  : {
      get: async (key) => memory.get(key),
      set: async (key, content) => void memory.set(key, content),
      destroy: async (key) => void memory.delete(key),
    };

const app = new Koa();
app.keys = [options.secret];
app.use(
  session({ key: options.name ?? "koa.sess", store, domain: options.domain, httpOnly: true, sameSite: "lax" }, app),
);
app.use(bodyParser());

const leave = (context) => {
  context.status = 303;
  context.redirect("/");
};

app.use(async (context) => {
  const { method, path } = context;
  if (method === "GET" && path === "/") {
    context.body = home(context.session.nickname);
  } else if (method === "GET" && path === "/login") {
    context.body = form(false);
  } else if (method === "POST" && path === "/login") {
    const nickname = check(context.request.body.account, context.request.body.password);
    if (!nickname) {
      context.status = 401;
      context.body = form(true);
      return;
    }
    await context.session.regenerate();
    context.session.nickname = nickname;
    leave(context);
  } else if (method === "POST" && path === "/logout") {
    context.session = null;
    leave(context);
  }
});

app.listen(options.port, "127.0.0.1");
