const okta = require('@okta/okta-sdk-nodejs');

const client = new okta.Client({ orgUrl: process.env.OKTA_URL, token: process.env.OKTA_TOKEN });
const users = `${process.env.OKTA_URL}/api/v1/users`;

async function sync(groupId) {
  for await (const user of await client.userApi.listUsers()) {
    await client.groupApi.assignUserToGroup({ groupId, userId: user.id });
    await fetch(`${users}/${user.id}/lifecycle/suspend`, { method: 'POST' });
    // await client.userApi.deleteUser({ userId: user.id });
  }
}
