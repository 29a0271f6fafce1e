#include "dsp/leak_estimator.h"

#include <algorithm>
#include <cmath>

namespace palabre::dsp {
namespace {

constexpr float kLeastPower = 1e-12f;

}  // namespace

LeakEstimator::LeakEstimator() {
  // Bands about as wide as the ear's: linear at first, then in equal ratios.
  constexpr double kLinearHz = 600;
  edges_[0] = 0;
  for (size_t b = 1; b < kBands; b++) {
    const double share = static_cast<double>(b) / kBands;
    const double hz = kLinearHz * std::sinh(std::asinh(kSampleRate / 2 / kLinearHz) * share);
    edges_[b] = std::max(edges_[b - 1] + 1, static_cast<size_t>(std::lround(hz * kFft / kSampleRate)));
  }
  edges_[kBands] = kBins;
  clear();
}

void LeakEstimator::push(const Powers& left, const Powers& echo) {
  for (size_t b = 0; b < kBands; b++) {
    float both = 0, square = 0, left_sum = 0, echo_sum = 0;
    for (size_t k = edges_[b]; k < edges_[b + 1]; k++) {
      const float left_change = left.at[k] - left_mean_.at[k];
      const float echo_change = echo.at[k] - echo_mean_.at[k];
      left_mean_.at[k] += kLeakMean * left_change;
      echo_mean_.at[k] += kLeakMean * echo_change;
      both += left_change * echo_change;
      square += echo_change * echo_change;
      left_sum += left_mean_.at[k];
      echo_sum += echo_mean_.at[k];
    }
    if (echo_sum < kSilentPower) continue;
    // Loud near sound says little about the echo: the louder, the slower.
    const float rate = kLeakStep * std::min(1.0f, 2 * echo_sum / (left_sum + kLeastPower));
    Band& band = bands_[b];
    band.both += rate * (both - band.both);
    band.square += rate * (square - band.square);
    const float slope = band.both / (band.square + kLeastPower * kLeastPower);
    std::fill(leak_.at + edges_[b], leak_.at + edges_[b + 1], std::clamp(slope, kLeastLeak, 1.0f));
  }
}

void LeakEstimator::clear() {
  left_mean_.fill(0);
  echo_mean_.fill(0);
  // Nothing is known yet, so all may be left.
  std::fill_n(leak_.at, kBins, 1.0f);
  for (Band& band : bands_) band = {0, 0};
}

}  // namespace palabre::dsp
