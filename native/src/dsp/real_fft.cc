#include "dsp/real_fft.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace palabre::dsp {
namespace {

constexpr bool is_power_of_four(size_t n) { return n == 1 || (n % 4 == 0 && is_power_of_four(n / 4)); }

}  // namespace

RealFft::RealFft() {
  for (size_t k = 0; k <= kHalf; k++) {
    const double angle = -2 * std::numbers::pi * static_cast<double>(k) / kFft;
    pack_re_[k] = static_cast<float>(std::cos(angle));
    pack_im_[k] = static_cast<float>(std::sin(angle));
    if (k == kHalf) break;
    pass_re_[k] = static_cast<float>(std::cos(2 * angle));
    pass_im_[k] = static_cast<float>(std::sin(2 * angle));
  }
}

RealFft::Buffer& RealFft::transform() {
  static_assert(is_power_of_four(kHalf), "every pass is of radix 4");
  Buffer* from = &work_[0];
  Buffer* to = &work_[1];
  for (size_t n = kHalf, stride = 1; n > 1; n /= 4, stride *= 4) {
    const size_t quarter = n / 4;
    for (size_t p = 0; p < quarter; p++) {
      const float r1 = pass_re_[p * stride], i1 = pass_im_[p * stride];
      const float r2 = pass_re_[2 * p * stride], i2 = pass_im_[2 * p * stride];
      const float r3 = r1 * r2 - i1 * i2, i3 = r1 * i2 + i1 * r2;
      const float* __restrict xr = from->re + stride * p;
      const float* __restrict xi = from->im + stride * p;
      float* __restrict yr = to->re + stride * 4 * p;
      float* __restrict yi = to->im + stride * 4 * p;
      const size_t step = stride * quarter;
      for (size_t q = 0; q < stride; q++) {
        const float ar = xr[q] + xr[q + 2 * step], ai = xi[q] + xi[q + 2 * step];
        const float br = xr[q] - xr[q + 2 * step], bi = xi[q] - xi[q + 2 * step];
        const float cr = xr[q + step] + xr[q + 3 * step], ci = xi[q + step] + xi[q + 3 * step];
        const float dr = xr[q + step] - xr[q + 3 * step], di = xi[q + step] - xi[q + 3 * step];
        yr[q] = ar + cr;
        yi[q] = ai + ci;
        yr[q + stride] = (br + di) * r1 - (bi - dr) * i1;
        yi[q + stride] = (br + di) * i1 + (bi - dr) * r1;
        yr[q + 2 * stride] = (ar - cr) * r2 - (ai - ci) * i2;
        yi[q + 2 * stride] = (ar - cr) * i2 + (ai - ci) * r2;
        yr[q + 3 * stride] = (br - di) * r3 - (bi + dr) * i3;
        yi[q + 3 * stride] = (br - di) * i3 + (bi + dr) * r3;
      }
    }
    std::swap(from, to);
  }
  return *from;
}

void RealFft::forward(const float* samples, Spectrum& spectrum) {
  for (size_t n = 0; n < kHalf; n++) {
    work_[0].re[n] = samples[2 * n];
    work_[0].im[n] = samples[2 * n + 1];
  }
  const Buffer& z = transform();
  for (size_t k = 0; k <= kHalf; k++) {
    const size_t a = k % kHalf, b = (kHalf - k) % kHalf;
    const float even_re = 0.5f * (z.re[a] + z.re[b]), even_im = 0.5f * (z.im[a] - z.im[b]);
    const float odd_re = 0.5f * (z.im[a] + z.im[b]), odd_im = -0.5f * (z.re[a] - z.re[b]);
    spectrum.re[k] = even_re + odd_re * pack_re_[k] - odd_im * pack_im_[k];
    spectrum.im[k] = even_im + odd_re * pack_im_[k] + odd_im * pack_re_[k];
  }
}

void RealFft::inverse(const Spectrum& spectrum, float* samples) {
  // The conjugate of the half-length spectrum, so that the forward transform serves as the inverse one.
  for (size_t k = 0; k < kHalf; k++) {
    const float ar = spectrum.re[k], ai = spectrum.im[k];
    const float br = spectrum.re[kHalf - k], bi = -spectrum.im[kHalf - k];
    const float even_re = ar + br, even_im = ai + bi;
    const float diff_re = ar - br, diff_im = ai - bi;
    const float odd_re = diff_re * pack_re_[k] + diff_im * pack_im_[k];
    const float odd_im = diff_im * pack_re_[k] - diff_re * pack_im_[k];
    work_[0].re[k] = even_re - odd_im;
    work_[0].im[k] = -(even_im + odd_re);
  }
  const Buffer& z = transform();
  constexpr float kScale = 1.0f / kFft;
  for (size_t n = 0; n < kHalf; n++) {
    samples[2 * n] = z.re[n] * kScale;
    samples[2 * n + 1] = -z.im[n] * kScale;
  }
}

}  // namespace palabre::dsp
