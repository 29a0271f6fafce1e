{
  # codec.node: libopus 1.5.2 from the sources that the package audify carries. Processor-specific code is
  # compiled apart and chosen at run time (x64), or always there (arm64).
  "variables": {
    "opus_dir": "../../node_modules/audify/vendor/opus",
    "opus_defines": [
      "OPUS_BUILD",
      # Its functions stay inside the addon, so that no other libopus of the process can take their place.
      "OPUS_EXPORT=",
      "ENABLE_HARDENING",
      "FLOAT_APPROX",
      "DISABLE_DEBUG_FLOAT",
      "HAVE_LRINT",
      "HAVE_LRINTF",
      'PACKAGE_VERSION="1.5.2"',
    ],
    "opus_defines_x64": [
      "OPUS_HAVE_RTCD",
      "OPUS_X86_MAY_HAVE_SSE",
      "OPUS_X86_PRESUME_SSE",
      "OPUS_X86_MAY_HAVE_SSE2",
      "OPUS_X86_PRESUME_SSE2",
      "OPUS_X86_MAY_HAVE_SSE4_1",
      "OPUS_X86_MAY_HAVE_AVX2",
    ],
    "opus_defines_arm64": [
      "OPUS_ARM_MAY_HAVE_NEON",
      "OPUS_ARM_MAY_HAVE_NEON_INTR",
      "OPUS_ARM_PRESUME_NEON",
      "OPUS_ARM_PRESUME_NEON_INTR",
      "OPUS_ARM_PRESUME_AARCH64_NEON_INTR",
    ],
    "opus_include_dirs": [
      "<(opus_dir)",
      "<(opus_dir)/include",
      "<(opus_dir)/celt",
      "<(opus_dir)/silk",
      "<(opus_dir)/silk/float",
      "<(opus_dir)/silk/fixed",
      "<(opus_dir)/dnn",
    ],
  },

  "target_defaults": {
    "target_conditions": [
      # libopus is not ours: its warnings are its makers' concern.
      ["_target_name in ['opus_core', 'opus_sse41', 'opus_avx2']", {
        "type": "static_library",
        "win_delay_load_hook": "false",
        "cflags!": ["-Wall", "-Wextra", "-Wshadow", "-Wno-cast-function-type"],
        "cflags": ["-w"],
        "xcode_settings": {"WARNING_CFLAGS": ["-w"]},
        "msvs_settings": {"VCCLCompilerTool": {"WarningLevel": 0}},
        "defines": ["<@(opus_defines)"],
        "include_dirs": ["<@(opus_include_dirs)"],
        "conditions": [
          ["OS=='win'", {"defines": ["USE_ALLOCA"]}, {"defines": ["VAR_ARRAYS"]}],
          ["target_arch=='x64'", {"defines": ["<@(opus_defines_x64)"]}],
          ["target_arch=='x64' and OS!='win'", {"defines": ["CPU_INFO_BY_C"]}],
          ["target_arch=='arm64'", {"defines": ["<@(opus_defines_arm64)"]}],
        ],
      }],
    ],
  },

  "targets": [
    {
      "target_name": "codec",
      "dependencies": ["opus_core"],
      "include_dirs": ["<(opus_dir)/include"],
      "sources": [
        "../src/codec/opus_decoder.cc",
        "../src/codec/opus_encoder.cc",
        "../src/napi/codec_addon.cc",
      ],
    },
    {
      "target_name": "opus_core",
      "type": "static_library",
      "sources": [
        "<!@(node gyp/opus-sources.mjs <(opus_dir) OPUS_SOURCES OPUS_SOURCES_FLOAT CELT_SOURCES SILK_SOURCES SILK_SOURCES_FLOAT)",
      ],
      "conditions": [
        ["target_arch=='x64'", {
          "dependencies": ["opus_sse41", "opus_avx2"],
          "sources": [
            "<!@(node gyp/opus-sources.mjs <(opus_dir) CELT_SOURCES_X86_RTCD SILK_SOURCES_X86_RTCD CELT_SOURCES_SSE CELT_SOURCES_SSE2)",
          ],
        }],
        ["target_arch=='arm64'", {
          "sources": [
            "<!@(node gyp/opus-sources.mjs <(opus_dir) CELT_SOURCES_ARM_NEON_INTR SILK_SOURCES_ARM_NEON_INTR)",
          ],
        }],
      ],
    },
  ],

  # gyp has no flags per file, hence a library per instruction set; every target is built, so these exist
  # on x64 only.
  "conditions": [
    ["target_arch=='x64'", {
      "targets": [
        {
          "target_name": "opus_sse41",
          "type": "static_library",
          "sources": [
            "<!@(node gyp/opus-sources.mjs <(opus_dir) CELT_SOURCES_SSE4_1 SILK_SOURCES_SSE4_1)",
          ],
          "cflags": ["-msse4.1"],
          "xcode_settings": {"OTHER_CFLAGS": ["-msse4.1"]},
        },
        {
          "target_name": "opus_avx2",
          "type": "static_library",
          "sources": [
            "<!@(node gyp/opus-sources.mjs <(opus_dir) CELT_SOURCES_AVX2 SILK_SOURCES_AVX2 SILK_SOURCES_FLOAT_AVX2)",
          ],
          "cflags": ["-mavx", "-mavx2", "-mfma"],
          "xcode_settings": {"OTHER_CFLAGS": ["-mavx", "-mavx2", "-mfma"]},
          "msvs_settings": {"VCCLCompilerTool": {"EnableEnhancedInstructionSet": 5}},
        },
      ],
    }],
  ],
}
