/** What makes a device open, by system and by FFmpeg's name of the device. */
const FIXES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  linux: {
    vaapi:
      'install its driver (intel-media-va-driver, mesa-va-drivers) and let this user read /dev/dri/renderD128 (group render; in a container, --device /dev/dri)',
    cuda: "install NVIDIA's driver, which has libcuda.so.1 (in a container, --gpus all and NVIDIA_DRIVER_CAPABILITIES=compute,video)",
    qsv: "install Intel's driver and runtime (intel-media-va-driver, libmfx or libvpl) and let this user read /dev/dri/renderD128, or use vaapi",
    vulkan: "install a Vulkan driver that decodes video (mesa-vulkan-drivers, or NVIDIA's)",
    vdpau: 'it needs an X display: set DISPLAY, or use vaapi or cuda',
    drm: 'it only carries frames of other devices: use vaapi',
    opencl: 'it decodes nothing: use vaapi or cuda',
    amf: "install AMD's AMF runtime, or use vaapi",
  },
  darwin: { videotoolbox: 'it comes with macOS, but virtual machines may lack it' },
  win32: {
    d3d11va: "install the graphics card's own driver; services and remote sessions may have no device",
    dxva2: "install the graphics card's own driver; services and remote sessions may have no device",
    d3d12va: "install the graphics card's own driver, or use d3d11va",
    cuda: "install NVIDIA's driver, which has nvcuda.dll",
    qsv: "install Intel's graphics driver, or use d3d11va",
    amf: "install AMD's graphics driver, or use d3d11va",
  },
};

/** What to do about a device that does not open. */
export function fixFor(name: string, platform: string): string {
  const fix = FIXES[platform]?.[name] ?? "install the device's driver";
  return `${fix}; or leave --hwaccel out to decode in software`;
}
