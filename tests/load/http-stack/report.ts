/** Tells the parent where this server listens, and how much CPU it has used whenever it is asked. Microseconds. */
export function reportTo(parent: NodeJS.Process, port: number): void {
  parent.on('message', () => {
    const { user, system } = process.cpuUsage();
    parent.send?.({ cpu: user + system });
  });
  parent.send?.({ port });
}
