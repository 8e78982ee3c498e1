export { DEVICE_WORKS } from './asset-view.ts';
export { ChangeAsset } from './commands/change-asset.ts';
export { ImportAssets, PreviewAssetImport } from './commands/import-assets.ts';
export { MoveAsset } from './commands/move-asset.ts';
export { OpenTicket } from './commands/open-ticket.ts';
export { ProposeChange } from './commands/propose-change.ts';
export { enterDevice, followCamera } from './device-register.ts';
export { requireCameraOrder } from './order-check.ts';
export { sheetOf } from './workbook/sheet.ts';
