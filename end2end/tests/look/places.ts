// One of every kind of page, for the tests that look at all of them.

import { randomInt } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Deployment } from '../../deployments/deployment.ts';
import { layla, operator, zhangsan } from '../../fixtures/members.ts';
import type { Visitor } from '../../fixtures/visitor.ts';
import { AccountPage } from '../../pages/account.ts';
import { CodeLoginPage } from '../../pages/code-login.ts';
import { ContactPage } from '../../pages/contact.ts';
import { ForgotPage } from '../../pages/forgot.ts';
import { Header } from '../../pages/header.ts';
import { LoginPage } from '../../pages/login.ts';
import { OperatorPages } from '../../pages/operators.ts';
import { ProductPage } from '../../pages/product.ts';
import { RegisterPage } from '../../pages/register.ts';

export interface Place {
  readonly name: string;
  go(page: Page, deployment: Deployment, visitor: Visitor): Promise<unknown>;
}

const mall = (name: string, path: string): Place => ({
  name,
  go: (page, deployment) => page.goto(deployment.mall + path),
});

export const PLACES: readonly Place[] = [
  mall('front page', '/'),
  mall('category', '/c/phones-digital'),
  mall('product', '/p/100101'),
  mall('search results', '/search?q=a'),
  mall('nothing found', '/search?q=%25'),
  mall('nothing asked', '/search'),
  mall('not found', '/no-such-page'),
  mall('cart, empty', '/cart'),
  {
    name: 'cart',
    go: async (page, deployment) => {
      const product = new ProductPage(page, deployment);
      for (const sku of [100101, 100201, 100301]) {
        await product.open(sku);
        await product.add.click();
        await product.added.waitFor();
      }
      await page.goto(`${deployment.mall}/cart`);
    },
  },
  ...[
    ['checkout', '/checkout?sku=100201&quantity=1'],
    ['checkout of nothing', '/checkout'],
    ['new address', '/addresses/new'],
    ['addresses', '/addresses'],
    ['orders', '/orders'],
  ].map(([name = '', path = '']) => ({
    name,
    go: async (page: Page, { mall }: Deployment, visitor: Visitor) => {
      await visitor.isLoggedInAs(layla);
      await page.goto(mall + path);
    },
  })),
  { name: 'login', go: (page, { auth }) => page.goto(`${auth}/login`) },
  {
    name: 'login refused',
    go: async (page, deployment) => {
      const login = new LoginPage(page, deployment);
      await login.open();
      await login.logIn('zhangsan', 'wrong');
      await login.error.waitFor();
    },
  },
  { name: 'registration', go: (page, { auth }) => page.goto(`${auth}/register`) },
  {
    name: 'registration refused',
    go: async (page, deployment) => {
      const register = new RegisterPage(page, deployment);
      await register.open();
      await register.askForCode(`138${String(randomInt(100_000_000)).padStart(8, '0')}`);
      await register.fill('12345', '<b>', '12345678');
      await register.submit.click();
      await register.errors.first().waitFor();
    },
  },
  {
    name: 'new password refused',
    go: async (page, deployment) => {
      const forgot = new ForgotPage(page, deployment);
      await forgot.open();
      await forgot.askForCode(`138${String(randomInt(100_000_000)).padStart(8, '0')}`);
      await forgot.fill('12345', '12345678');
      await forgot.submit.click();
      await forgot.errors.first().waitFor();
    },
  },
  {
    name: 'login with a code refused',
    go: async (page, deployment) => {
      const codeLogin = new CodeLoginPage(page, deployment);
      await codeLogin.open();
      await codeLogin.askForCode(`138${String(randomInt(100_000_000)).padStart(8, '0')}`);
      await codeLogin.code.fill('12345');
      await codeLogin.submit.click();
      await codeLogin.errors.first().waitFor();
    },
  },
  { name: 'demo mailbox', go: (page, { auth }) => page.goto(`${auth}/mailbox`) },
  { name: 'login not kept', go: (page, { auth }) => page.goto(`${auth}/login/check`) },
  {
    name: 'account',
    go: async (page, { auth }, visitor) => {
      await visitor.isLoggedInAs(zhangsan);
      await page.goto(`${auth}/account`);
    },
  },
  {
    name: 'account refused',
    go: async (page, deployment, visitor) => {
      await visitor.isLoggedInAs(zhangsan);
      const account = new AccountPage(page, deployment);
      await account.open();
      await account.setPassword('wrong', 'long enough');
      await account.error.waitFor();
    },
  },
  {
    name: 'devices',
    go: async (page, { auth }, visitor) => {
      // Not zhangsan, whom hundreds of tests log in as: the list would be as long.
      await visitor.isLoggedInAs(layla);
      await visitor.isLoggedInAs(layla);
      await page.goto(`${auth}/account/sessions`);
    },
  },
  {
    name: 'activity',
    go: async (page, { auth }, visitor) => {
      await visitor.isLoggedInAs(layla);
      await page.goto(`${auth}/account/activity`);
    },
  },
  {
    name: 'passkeys',
    go: async (page, { auth }, visitor) => {
      await visitor.isLoggedInAs(layla);
      await page.goto(`${auth}/account/passkeys`);
    },
  },
  {
    name: 'members found by an operator',
    go: async (page, { auth }, visitor) => {
      await visitor.isLoggedInAs(operator);
      await page.goto(`${auth}/admin?name=l`);
    },
  },
  {
    name: 'account seen by an operator, reason refused',
    go: async (page, deployment, visitor) => {
      await visitor.isLoggedInAs(operator);
      const pages = new OperatorPages(page, deployment);
      await pages.openMember(layla);
      await pages.reason.fill(' \u3000');
      await pages.disable.click();
      await pages.error.waitFor();
    },
  },
  {
    name: 'deleting the account',
    go: async (page, { auth }, visitor) => {
      await visitor.isLoggedInAs(layla);
      await page.goto(`${auth}/account/delete`);
    },
  },
  {
    name: 'e-mail address refused',
    go: async (page, deployment, visitor) => {
      await visitor.isLoggedInAs(layla);
      const contact = new ContactPage(page, deployment);
      await contact.open('email');
      await contact.email.fill('li@');
      await contact.send.click();
      await contact.errors.first().waitFor();
    },
  },
  {
    name: 'code to another phone refused',
    go: async (page, deployment, visitor) => {
      await visitor.isLoggedInAs(layla);
      const contact = new ContactPage(page, deployment);
      await contact.open('phone');
      await contact.phone.fill(`138${String(randomInt(100_000_000)).padStart(8, '0')}`);
      await contact.send.click();
      await contact.code.fill('12345');
      await contact.changePhone.click();
      await contact.errors.first().waitFor();
    },
  },
  {
    name: 'menu of the member',
    go: async (page, deployment, visitor) => {
      await visitor.isLoggedInAs(zhangsan);
      await page.goto(`${deployment.mall}/search`);
      await new Header(page).member(zhangsan.nickname).click();
    },
  },
  {
    name: 'confirm',
    go: async (page, { auth }, visitor) => {
      await visitor.isLoggedInAs(zhangsan);
      await page.goto(`${auth}/account/confirm`);
    },
  },
];
