/**
 * What is packed, and for whom: `npm run package -- --linux`. Parts that differ by system are named for each of them,
 * because patterns know only the system that builds.
 */
const NATIVES = ['audio', 'codec', 'dsp', 'net']
/** PortAudio, which `audio` finds beside itself. */
const SOUND = '{libportaudio.so.2,libportaudio.dylib,portaudio_x64.dll}'

/** Everything that runs, and nothing that only builds or tests. */
const files = (platform) => [
  'out/main/**',
  'out/preload/**',
  'out/renderer/**',
  'package.json',
  'resources/icons/**',
  ...NATIVES.map((name) => `native/build/Release/${name}.node`),
  `native/build/Release/${SOUND}`,
  '!**/*.map',
  '!**/*.d.{ts,mts,cts}',
  '!**/{test,tests,test-jest,__tests__,docs,example,examples,benchmark,benchmarks,.github}/**',
  '!node_modules/better-sqlite3/{deps,src,binding.gyp,build}',
  `!node_modules/better-sqlite3/prebuilds/!(${platform}-\${arch}.node)`,
  `!node_modules/sodium-native/prebuilds/!(${platform}-\${arch})`,
  '!node_modules/uiohook-napi/{libuiohook,src,binding.gyp,build}',
  `!node_modules/uiohook-napi/prebuilds/!(${platform}-\${arch})`,
]

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'invalid.example.palabre',
  productName: 'Palabre',
  copyright: 'The Palabre developers',
  directories: { output: 'dist', buildResources: 'resources' },
  asar: true,
  // A library cannot be loaded from an archive.
  asarUnpack: ['**/*.node', `native/build/Release/${SOUND}`],
  npmRebuild: false,
  extraFiles: [{ from: 'out/licences.txt', to: 'LICENCES.dependencies.txt' }],
  protocols: [{ name: 'Palabre invite', schemes: ['palabre'] }],
  // The executable runs this app and nothing else: not as Node, with no debugger, and no code beside the archive.
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    files: files('linux'),
    target: ['deb', 'AppImage', 'tar.gz'],
    executableName: 'palabre',
    icon: 'resources/icons/linux',
    category: 'Network;AudioVideo;Audio;Chat',
    maintainer: 'The Palabre developers <palabre@example.invalid>',
    synopsis: 'Talk together, on your own machine',
    syncDesktopName: true,
  },
  win: { files: files('win32'), target: ['nsis', 'zip'], icon: 'resources/icons/icon.ico' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: {
    files: files('darwin'),
    target: ['dmg', 'zip'],
    icon: 'resources/icons/icon.icns',
    category: 'public.app-category.social-networking',
    hardenedRuntime: true,
    entitlements: 'resources/mac/entitlements.plist',
    entitlementsInherit: 'resources/mac/entitlements.plist',
    extendInfo: { NSMicrophoneUsageDescription: 'Palabre carries your voice to the people you talk with.' },
  },
  publish: { provider: 'generic', url: 'https://palabre.example.invalid/releases' },
}
