// The Fourier transform of kFft real samples: one complex transform of half the length, radix 4, without
// reordering (Stockham), single precision. Not thread-safe: it has working memory.
#pragma once

#include "dsp/spectrum.h"

namespace palabre::dsp {

class RealFft {
 public:
  RealFft();

  /** Unscaled. */
  void forward(const float* samples, Spectrum& spectrum);
  /** The inverse of `forward`, scaled by 1 / kFft. */
  void inverse(const Spectrum& spectrum, float* samples);

 private:
  static constexpr size_t kHalf = kFft / 2;

  struct Buffer {
    alignas(32) float re[kHalf];
    alignas(32) float im[kHalf];
  };

  /** Transforms `work_[0]`; answers the buffer with the result. */
  Buffer& transform();

  Buffer work_[2];
  /** exp(-2 pi i k / kHalf) for the passes and exp(-2 pi i k / kFft) for packing. */
  alignas(32) float pass_re_[kHalf], pass_im_[kHalf];
  alignas(32) float pack_re_[kHalf + 1], pack_im_[kHalf + 1];
};

}  // namespace palabre::dsp
