{
  # One file per addon. Plain paths in it are relative to it, those that a command prints to this folder.
  "includes": ["gyp/codec.gypi", "gyp/audio.gypi", "gyp/net.gypi", "gyp/dsp.gypi"],

  # gyp refuses a file without targets; this one stands for "all addons" and builds nothing itself.
  "targets": [{"target_name": "addons", "type": "none"}],

  "target_defaults": {
    "include_dirs": ["src"],
    # Node-API alone: one binary loads in every Node and Electron that speaks version 8 or later.
    "defines": ["NAPI_VERSION=8"],
    "cflags": ["-fvisibility=hidden", "-Wall", "-Wextra", "-Wshadow", "-Wno-cast-function-type"],
    "cflags_cc!": ["-std=gnu++17"],
    "cflags_cc": ["-std=gnu++20", "-fvisibility-inlines-hidden", "-Wnon-virtual-dtor"],
    "configurations": {
      "Release": {
        "cflags!": ["-O3", "-fno-omit-frame-pointer"],
        "cflags": ["-O2"],
        "ldflags": ["-Wl,--gc-sections"],
      },
    },
    "msvs_settings": {
      "VCCLCompilerTool": {
        "AdditionalOptions!": ["-std:c++17"],
        "AdditionalOptions": ["/std:c++20", "/utf-8"],
        "WarningLevel": 3,
      },
    },
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "gnu++20",
      "CLANG_CXX_LIBRARY": "libc++",
      "MACOSX_DEPLOYMENT_TARGET": "13.0",
      "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
      "GCC_OPTIMIZATION_LEVEL": "2",
      "WARNING_CFLAGS": ["-Wall", "-Wextra", "-Wshadow"],
    },
    "conditions": [["OS=='win'", {"defines": ["NOMINMAX", "WIN32_LEAN_AND_MEAN"]}]],
  },
}
