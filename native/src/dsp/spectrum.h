// The spectrum of kFft real samples, real and imaginary parts apart so that loops vectorise.
#pragma once

#include <algorithm>

#include "dsp/config.h"

namespace palabre::dsp {

struct Spectrum {
  alignas(32) float re[kRow] = {};
  alignas(32) float im[kRow] = {};

  void clear() {
    std::fill_n(re, kRow, 0.0f);
    std::fill_n(im, kRow, 0.0f);
  }
};

/** One number per bin. */
struct Powers {
  alignas(32) float at[kRow] = {};

  void fill(float value) { std::fill_n(at, kRow, value); }
};

inline void power_of(const Spectrum& spectrum, Powers& powers) {
  for (size_t k = 0; k < kRow; k++) {
    powers.at[k] = spectrum.re[k] * spectrum.re[k] + spectrum.im[k] * spectrum.im[k];
  }
}

}  // namespace palabre::dsp
