export * from './device.ts';
export * from './fault-ticket.ts';
export * from './change-order.ts';
