{
  # dsp.node: echo cancellation. Long loops over floats, which -O3 turns into vectors.
  "targets": [
    {
      "target_name": "dsp",
      "sources": [
        "../src/dsp/delay_estimator.cc",
        "../src/dsp/echo_canceller.cc",
        "../src/dsp/echo_filter.cc",
        "../src/dsp/echo_path.cc",
        "../src/dsp/far_history.cc",
        "../src/dsp/leak_estimator.cc",
        "../src/dsp/real_fft.cc",
        "../src/dsp/suppressor.cc",
        "../src/napi/dsp_addon.cc",
      ],
      "configurations": {
        "Release": {
          "cflags": ["-O3", "-fno-math-errno", "-fno-trapping-math"],
          "xcode_settings": {"GCC_OPTIMIZATION_LEVEL": "3", "OTHER_CFLAGS": ["-fno-math-errno"]},
        },
      },
    },
  ],
}
