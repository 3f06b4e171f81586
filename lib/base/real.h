/*
 * real.h - the number that networks compute with.
 *
 * float in the program, double in the build that the gradient tests link
 * (-DRN_DOUBLE).  Only nn and train use it: series, scalers and forecasts are
 * double, and rn_real begins after scaling.
 */
#ifndef RN_REAL_H
#define RN_REAL_H

#ifdef RN_DOUBLE
typedef double rn_real;
#else
typedef float rn_real;
#endif

#endif
