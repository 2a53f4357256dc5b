/** What inference can run on: onnxruntime's providers by their names in its Node package, and the CPU. */
export const DEVICE_NAMES = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'coreml', 'dml'] as const;
export type DeviceName = (typeof DEVICE_NAMES)[number];

/** What `--device` takes. */
export const DEVICE_CHOICES = ['auto', ...DEVICE_NAMES] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];
