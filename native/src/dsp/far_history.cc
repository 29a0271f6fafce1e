#include "dsp/far_history.h"

#include <algorithm>

namespace palabre::dsp {

void FarHistory::push(RealFft& fft, const float* block) {
  std::copy(window_ + kBlock, window_ + kFft, window_);
  std::copy_n(block, kBlock, window_ + kFft - kBlock);
  newest_ = (newest_ + 1) % kHistory;
  FarBlock& entry = blocks_[newest_];
  fft.forward(window_, entry.spectrum);
  power_of(entry.spectrum, entry.power);
  const float loudest = *std::max_element(entry.power.at, entry.power.at + kBins);
  entry.loud = loudest > kSilentPower;
  if (!entry.loud) {
    entry.spectrum.clear();
    entry.power.fill(0);
  }
}

bool FarHistory::loud(size_t blocks, size_t count) const {
  for (size_t b = blocks; b < blocks + count; b++) {
    if (ago(b).loud) return true;
  }
  return false;
}

void FarHistory::clear() {
  for (FarBlock& block : blocks_) block = {};
  newest_ = 0;
  std::fill_n(window_, kFft, 0.0f);
}

}  // namespace palabre::dsp
