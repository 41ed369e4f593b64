/** Where an app sends, and with which key. */
export interface Destination {
  /** Address of this installation, without a slash at the end. */
  readonly host: string
  readonly key: string
}

/** Ways to send the first events, in the order in which they are offered. */
export const languages = ['node', 'browser', 'python', 'ruby', 'php', 'http'] as const
export type Language = (typeof languages)[number]

/** What people call it; the same in every language. */
export const languageNames: Readonly<Record<Language, string>> = {
  node: 'Node.js',
  browser: 'JavaScript',
  python: 'Python',
  ruby: 'Ruby',
  php: 'PHP',
  http: 'HTTP (curl)',
}

/** Code to paste that says who somebody is, where they belong and what they did. */
export function snippetFor(language: Language, to: Destination): string {
  return writers[language](to)
}

const writers: Readonly<Record<Language, (to: Destination) => string>> = {
  node: ({ host, key }) => `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${key}', host: '${host}' })

analytics.identify({ userId: 'user-1', traits: { name: 'Ana', email: 'ana@example.com' } })
analytics.group({ userId: 'user-1', groupId: 'company-1', traits: { name: 'Example Inc.' } })
analytics.track({ userId: 'user-1', event: 'Report Opened', properties: { report: 'monthly' } })
await analytics.closeAndFlush()
`,
  browser: ({ host, key }) => {
    const { host: name, protocol } = new URL(host)
    return `// npm install @segment/analytics-next
import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load(
  { writeKey: '${key}', cdnURL: '${host}' },
  { integrations: { 'Segment.io': { apiHost: '${name}/v1', protocol: '${protocol.replace(':', '')}' } } },
)

analytics.identify('user-1', { name: 'Ana', email: 'ana@example.com' })
analytics.group('company-1', { name: 'Example Inc.' })
analytics.page('Reports')
analytics.track('Report Opened', { report: 'monthly' })
`
  },
  python: ({ host, key }) => `import json, urllib.request

items = [
    {"type": "identify", "userId": "user-1", "traits": {"name": "Ana", "email": "ana@example.com"}},
    {"type": "group", "userId": "user-1", "groupId": "company-1", "traits": {"name": "Example Inc."}},
    {"type": "track", "userId": "user-1", "event": "Report Opened", "properties": {"report": "monthly"}},
]
request = urllib.request.Request(
    "${host}/v1/batch",
    data=json.dumps({"writeKey": "${key}", "batch": items}).encode(),
    headers={"Content-Type": "application/json"},
)
print(urllib.request.urlopen(request).read().decode())
`,
  ruby: ({ host, key }) => `require "json"
require "net/http"

items = [
  { type: "identify", userId: "user-1", traits: { name: "Ana", email: "ana@example.com" } },
  { type: "group", userId: "user-1", groupId: "company-1", traits: { name: "Example Inc." } },
  { type: "track", userId: "user-1", event: "Report Opened", properties: { report: "monthly" } },
]
reply = Net::HTTP.post(
  URI("${host}/v1/batch"),
  { writeKey: "${key}", batch: items }.to_json,
  "Content-Type" => "application/json",
)
puts reply.body
`,
  php: ({ host, key }) => `<?php
$items = [
    ['type' => 'identify', 'userId' => 'user-1', 'traits' => ['name' => 'Ana', 'email' => 'ana@example.com']],
    ['type' => 'group', 'userId' => 'user-1', 'groupId' => 'company-1', 'traits' => ['name' => 'Example Inc.']],
    ['type' => 'track', 'userId' => 'user-1', 'event' => 'Report Opened', 'properties' => ['report' => 'monthly']],
];
echo file_get_contents('${host}/v1/batch', false, stream_context_create(['http' => [
    'method' => 'POST',
    'header' => 'Content-Type: application/json',
    'content' => json_encode(['writeKey' => '${key}', 'batch' => $items]),
]]));
`,
  http: ({ host, key }) => `curl ${host}/v1/batch -u '${key}:' -H 'Content-Type: application/json' -d '{
  "batch": [
    { "type": "identify", "userId": "user-1", "traits": { "name": "Ana", "email": "ana@example.com" } },
    { "type": "group", "userId": "user-1", "groupId": "company-1", "traits": { "name": "Example Inc." } },
    { "type": "track", "userId": "user-1", "event": "Report Opened", "properties": { "report": "monthly" } }
  ]
}'
`,
}
