export { BringPaper } from './commands/bring-paper.ts';
export { FileCase } from './commands/file-case.ts';
