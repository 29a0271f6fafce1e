{
  "variables": {
    "portaudio_kind%": "<!(node gyp/portaudio.mjs <(OS) <(target_arch))",
    "portaudio_folder": "<(module_root_dir)/../node_modules/naudiodon/portaudio",
  },
  "conditions": [
    ["portaudio_kind!='none'", {
      "targets": [
        {
          "target_name": "audio",
          "sources": [
            "../src/napi/audio_addon.cc",
            "../src/napi/audio_stream.cc",
            "../src/napi/device_objects.cc",
            "../src/napi/sound_thread.cc",
            "../src/audio/device_list.cc",
            "../src/audio/library.cc",
            "../src/audio/stream.cc",
            "../src/core/environment.cc",
            "../src/core/job_thread.cc",
          ],
          "include_dirs": ["<(portaudio_folder)/include"],
          "conditions": [
            ["OS=='linux'", {
              "sources": [
                "../src/audio/target_linux/host_api.cc",
                "../src/audio/target_linux/pulse_library.cc",
                "../src/audio/target_linux/sound_server.cc",
                "../src/core/target_linux/clock.cc",
                "../src/core/target_linux/semaphore.cc",
                "../src/core/target_linux/thread_priority.cc",
              ],
              # The copy beside the addon is found wherever both are moved.
              "ldflags": ["-Wl,-rpath,'$$ORIGIN'", "-Wl,--disable-new-dtags"],
            }, {
              "sources": [
                "../src/audio/target_other/host_api.cc",
                "../src/audio/target_other/sound_server.cc",
              ],
            }],
            ["OS=='mac'", {
              "sources": [
                "../src/core/target_mac/clock.cc",
                "../src/core/target_mac/semaphore.cc",
                "../src/core/target_mac/thread_priority.cc",
              ],
              "libraries": ["<(portaudio_folder)/bin/libportaudio.dylib", "-Wl,-rpath,@loader_path"],
              "copies": [{
                "destination": "<(PRODUCT_DIR)",
                "files": ["<(portaudio_folder)/bin/libportaudio.dylib"],
              }],
            }],
            ["OS=='win'", {
              "sources": [
                "../src/core/target_win/clock.cc",
                "../src/core/target_win/semaphore.cc",
                "../src/core/target_win/thread_priority.cc",
              ],
              "libraries": ["<(portaudio_folder)/bin/portaudio_x64.lib", "avrt.lib"],
              "copies": [{
                "destination": "<(PRODUCT_DIR)",
                "files": ["<(portaudio_folder)/bin/portaudio_x64.dll"],
              }],
            }],
            ["OS=='linux' and portaudio_kind=='bundled'", {
              "libraries": ["<(portaudio_folder)/bin/libportaudio.so.2"],
              "copies": [{
                "destination": "<(PRODUCT_DIR)",
                "files": ["<(portaudio_folder)/bin/libportaudio.so.2"],
              }],
            }],
            ["OS=='linux' and portaudio_kind=='system'", {
              "libraries": ["-l:libportaudio.so.2"],
            }],
          ],
        },
      ],
    }, {
      "targets": [],
    }],
  ],
}
