/** What the rows are that pages are about. */
export const KNOWN = ['incident', 'request', 'session', 'camera', 'visit', 'order', 'notice', 'asset', 'ticket', 'change', 'handover', 'school'] as const;
/** Their ids. */
export type Known = Readonly<Record<(typeof KNOWN)[number], string>>;

/** Who looks at which places. */
export const tours: Readonly<Record<string, (known: Known) => readonly string[]>> = {
  'li.wei': ({ request }) => ['/my-requests', '/my-requests/new', `/my-requests/${request}`, `/viewing/${request}`, '/my-posts'],
  'chen.ming': ({ request, visit, order }) => ['/decide', '/room', '/footage-requests', `/footage-requests/${request}`, '/gaps', '/cameras', '/viewing-register', '/control-results', '/control-results?all', '/violation-cases', '/appointments', '/appointments/create', '/rectification', `/rectification/${order}`, '/rectification/visits', `/rectification/visits/${visit}`, '/policy'],
  'guo.tao': ({ handover }) => ['/live', '/live-views', '/roster', '/duty-log', '/shifts', '/handovers', `/handovers/${handover}`, '/visitors'],
  'qian.hua': ({ camera, asset, ticket, change }) => [`/cameras/${camera}/show`, '/cameras/create', `/cameras/${camera}`, '/gateways', '/devices', '/assets', '/assets/create', `/assets/${asset}/show`, `/assets/${asset}`, '/asset-import', '/fault-tickets', `/fault-tickets/${ticket}/show`, '/change-orders', `/change-orders/${change}/show`],
  'peng.fei': ({ notice }) => ['/cases', '/cases/new', `/cases/${notice}`],
  'zhao.an': ({ notice, incident, session }) => ['/clearances', '/incidents', '/incidents/new', `/incidents/${incident}`, '/authority-requests', `/authority-requests/${notice}`, `/escort/${session}`],
  'sun.ping': () => ['/my-shift'],
  'wang.xun': ({ visit, order, school }) => ['/district', `/district/schools/${school}`, '/district-results', '/ledger', '/district-facts', '/inspections', '/inspections/new', `/inspections/${visit}`, '/district-orders', '/district-orders/new', `/district-orders/${order}`, '/district-policy', '/district-policy/schools', '/representatives'],
  'admin.qu': ({ school }) => ['/representatives', '/officials', `/representatives/${school}/new`],
};
