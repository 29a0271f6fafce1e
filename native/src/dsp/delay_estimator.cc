#include "dsp/delay_estimator.h"

#include <algorithm>
#include <cmath>

namespace palabre::dsp {

/** The phases of the bins looked at, as unit numbers; false where the block is silent. */
bool DelayEstimator::phases_of(const Spectrum& spectrum, Phases& phases) {
  phases = {};
  float loudest = 0;
  for (size_t i = 0; i < kDelayBins; i++) {
    const float re = spectrum.re[kDelayFirstBin + i], im = spectrum.im[kDelayFirstBin + i];
    const float power = re * re + im * im;
    const float scale = power > kSilentPower ? 1.0f / std::sqrt(power) : 0.0f;
    phases.re[i] = re * scale;
    phases.im[i] = im * scale;
    loudest = std::max(loudest, power);
  }
  return loudest > kSilentPower;
}

void DelayEstimator::push(RealFft& fft, const FarHistory& far, const float* near) {
  newest_ = (newest_ + 1) % kLags;
  loud_[newest_] = phases_of(far.ago(0).spectrum, far_[newest_]);
  std::copy(window_ + kBlock, window_ + kFft, window_);
  std::copy_n(near, kBlock, window_ + kFft - kBlock);
  if (std::none_of(loud_.begin(), loud_.end(), [](bool loud) { return loud; })) return;
  fft.forward(window_, spectrum_);
  Phases here;
  if (!phases_of(spectrum_, here)) return;
  for (size_t lag = 0; lag < kLags; lag++) {
    const size_t slot = (newest_ + kLags - lag) % kLags;
    if (!loud_[slot]) continue;
    const Phases& __restrict x = far_[slot];
    Phases& __restrict sum = cross_[lag];
    for (size_t i = 0; i < kDelayBins; i++) {
      sum.re[i] += kDelayStep * (here.re[i] * x.re[i] + here.im[i] * x.im[i] - sum.re[i]);
      sum.im[i] += kDelayStep * (here.im[i] * x.re[i] - here.re[i] * x.im[i] - sum.im[i]);
    }
  }
  since_look_ += 1;
  if (since_look_ >= kDelayLook) look();
}

void DelayEstimator::look() {
  since_look_ = 0;
  float best = 0, total = 0;
  size_t place = 0;
  for (size_t lag = 0; lag < kLags; lag++) {
    float score = 0;
    for (size_t i = 0; i < kDelayBins; i++) {
      score += cross_[lag].re[i] * cross_[lag].re[i] + cross_[lag].im[i] * cross_[lag].im[i];
    }
    score /= kDelayBins;
    total += score;
    if (score <= best) continue;
    best = score;
    place = lag;
  }
  if (best < kDelayCoherence || best * kLags < total * kDelayContrast) return;
  const bool same = place + 1 >= candidate_ && place <= candidate_ + 1;
  agreed_ = same ? agreed_ + 1 : 1;
  candidate_ = place;
  if (agreed_ >= kDelayAgreement) lag_ = place;
}

void DelayEstimator::clear() {
  far_ = {};
  loud_ = {};
  cross_ = {};
  since_look_ = 0;
  agreed_ = 0;
  lag_.reset();
  std::fill_n(window_, kFft, 0.0f);
}

}  // namespace palabre::dsp
