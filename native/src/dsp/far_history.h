// What was played lately, as spectra: one per block, each over the last kFft samples at its time.
#pragma once

#include <array>

#include "dsp/real_fft.h"

namespace palabre::dsp {

struct FarBlock {
  Spectrum spectrum;
  Powers power;
  /** Whether anything was to be heard in it. */
  bool loud = false;
};

class FarHistory {
 public:
  /** Takes the next kBlock samples. */
  void push(RealFft& fft, const float* block);
  /** The block of so many blocks ago; 0 is the last, kHistory - 1 the oldest. */
  const FarBlock& ago(size_t blocks) const { return blocks_[(newest_ + kHistory - blocks) % kHistory]; }
  /** Whether anything was to be heard in `count` blocks, the last of which is `blocks` ago. */
  bool loud(size_t blocks, size_t count) const;
  void clear();

 private:
  std::array<FarBlock, kHistory> blocks_{};
  size_t newest_ = 0;
  alignas(32) float window_[kFft] = {};
};

}  // namespace palabre::dsp
