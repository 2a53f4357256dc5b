;; The two passes of a resize, 128 bits at a time. All integers, and all exact: a 22-bit weight is cut into
;; weight = high × 2^11 + low with 0 <= low < 2^11, so that both halves and a byte's product fit the 16-bit
;; multiply-and-add that every SIMD unit is fastest at, and the halves' sums are put together at the end.
;;
;; Weights come in pairs of neighbouring taps, 8 bytes a pair: high of both, then low of both, int16 each.
;; A row or column with an odd number of taps, or fewer than the others, is filled up with weights of 0.
;; `npm run kernel` writes resample-kernel.ts from this file; a test compares the two.
(module
  (memory (export "memory") 1)

  ;; Rows of RGB pixels to fewer or more columns, four rows at a time so that they share the weights' loads.
  (func (export "across")
    (param $source i32)        ;; address of the first row
    (param $sourceStride i32)  ;; bytes from row to row
    (param $rows i32)          ;; a multiple of 4
    (param $target i32)
    (param $targetStride i32)  ;; at least 3 × columns + 1: a fourth byte is written after each pixel
    (param $columns i32)
    (param $first i32)         ;; address of int32 [columns]: byte of the row at which each column's taps begin
    (param $weights i32)       ;; address of int16 [columns, pairs, 4]
    (param $pairs i32)
    (local $column i32) (local $weight i32) (local $pair i32)
    (local $from0 i32) (local $from1 i32) (local $from2 i32) (local $from3 i32)
    (local $to0 i32) (local $to1 i32) (local $to2 i32) (local $to3 i32)
    (local $pixels v128) (local $high v128) (local $low v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128) (local $high3 v128)
    (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128)
    (block $done
      (loop $nextRows
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $to0 (local.get $target))
        (local.set $to1 (i32.add (local.get $to0) (local.get $targetStride)))
        (local.set $to2 (i32.add (local.get $to1) (local.get $targetStride)))
        (local.set $to3 (i32.add (local.get $to2) (local.get $targetStride)))
        (local.set $weight (local.get $weights))
        (local.set $column (i32.const 0))
        (loop $nextColumn
          (local.set $from0
            (i32.add
              (local.get $source)
              (i32.load (i32.add (local.get $first) (i32.shl (local.get $column) (i32.const 2))))))
          (local.set $from1 (i32.add (local.get $from0) (local.get $sourceStride)))
          (local.set $from2 (i32.add (local.get $from1) (local.get $sourceStride)))
          (local.set $from3 (i32.add (local.get $from2) (local.get $sourceStride)))
          (local.set $high0 (v128.const i32x4 0 0 0 0))
          (local.set $high1 (v128.const i32x4 0 0 0 0))
          (local.set $high2 (v128.const i32x4 0 0 0 0))
          (local.set $high3 (v128.const i32x4 0 0 0 0))
          (local.set $low0 (v128.const i32x4 0 0 0 0))
          (local.set $low1 (v128.const i32x4 0 0 0 0))
          (local.set $low2 (v128.const i32x4 0 0 0 0))
          (local.set $low3 (v128.const i32x4 0 0 0 0))
          (local.set $pair (local.get $pairs))
          (loop $nextPair
            (local.set $high (v128.load32_splat (local.get $weight)))
            (local.set $low (v128.load32_splat offset=4 (local.get $weight)))
            (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
            ;; Red, green, blue of two pixels as int16: r r' g g' b b' 0 0.
            (local.set $pixels
              (i8x16.swizzle
                (v128.load (local.get $from0))
                (v128.const i8x16 0 -1 3 -1 1 -1 4 -1 2 -1 5 -1 -1 -1 -1 -1)))
            (local.set $from0 (i32.add (local.get $from0) (i32.const 6)))
            (local.set $high0
              (i32x4.add (local.get $high0) (i32x4.dot_i16x8_s (local.get $pixels) (local.get $high))))
            (local.set $low0
              (i32x4.add (local.get $low0) (i32x4.dot_i16x8_s (local.get $pixels) (local.get $low))))
            (local.set $pixels
              (i8x16.swizzle
                (v128.load (local.get $from1))
                (v128.const i8x16 0 -1 3 -1 1 -1 4 -1 2 -1 5 -1 -1 -1 -1 -1)))
            (local.set $from1 (i32.add (local.get $from1) (i32.const 6)))
            (local.set $high1
              (i32x4.add (local.get $high1) (i32x4.dot_i16x8_s (local.get $pixels) (local.get $high))))
            (local.set $low1
              (i32x4.add (local.get $low1) (i32x4.dot_i16x8_s (local.get $pixels) (local.get $low))))
            (local.set $pixels
              (i8x16.swizzle
                (v128.load (local.get $from2))
                (v128.const i8x16 0 -1 3 -1 1 -1 4 -1 2 -1 5 -1 -1 -1 -1 -1)))
            (local.set $from2 (i32.add (local.get $from2) (i32.const 6)))
            (local.set $high2
              (i32x4.add (local.get $high2) (i32x4.dot_i16x8_s (local.get $pixels) (local.get $high))))
            (local.set $low2
              (i32x4.add (local.get $low2) (i32x4.dot_i16x8_s (local.get $pixels) (local.get $low))))
            (local.set $pixels
              (i8x16.swizzle
                (v128.load (local.get $from3))
                (v128.const i8x16 0 -1 3 -1 1 -1 4 -1 2 -1 5 -1 -1 -1 -1 -1)))
            (local.set $from3 (i32.add (local.get $from3) (i32.const 6)))
            (local.set $high3
              (i32x4.add (local.get $high3) (i32x4.dot_i16x8_s (local.get $pixels) (local.get $high))))
            (local.set $low3
              (i32x4.add (local.get $low3) (i32x4.dot_i16x8_s (local.get $pixels) (local.get $low))))
            (br_if $nextPair (local.tee $pair (i32.sub (local.get $pair) (i32.const 1)))))
          ;; What $toInts does, which V8 would call and not inline: once a pixel, it shows.
          (local.set $high0
            (i32x4.shr_s
              (i32x4.add
                (i32x4.add (i32x4.shl (local.get $high0) (i32.const 11)) (local.get $low0))
                (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
              (i32.const 22)))
          (local.set $high1
            (i32x4.shr_s
              (i32x4.add
                (i32x4.add (i32x4.shl (local.get $high1) (i32.const 11)) (local.get $low1))
                (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
              (i32.const 22)))
          (local.set $high2
            (i32x4.shr_s
              (i32x4.add
                (i32x4.add (i32x4.shl (local.get $high2) (i32.const 11)) (local.get $low2))
                (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
              (i32.const 22)))
          (local.set $high3
            (i32x4.shr_s
              (i32x4.add
                (i32x4.add (i32x4.shl (local.get $high3) (i32.const 11)) (local.get $low3))
                (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
              (i32.const 22)))
          (local.set $pixels
            (i8x16.narrow_i16x8_u
              (i16x8.narrow_i32x4_s (local.get $high0) (local.get $high1))
              (i16x8.narrow_i32x4_s (local.get $high2) (local.get $high3))))
          (v128.store32_lane 0 (local.get $to0) (local.get $pixels))
          (local.set $to0 (i32.add (local.get $to0) (i32.const 3)))
          (v128.store32_lane 1 (local.get $to1) (local.get $pixels))
          (local.set $to1 (i32.add (local.get $to1) (i32.const 3)))
          (v128.store32_lane 2 (local.get $to2) (local.get $pixels))
          (local.set $to2 (i32.add (local.get $to2) (i32.const 3)))
          (v128.store32_lane 3 (local.get $to3) (local.get $pixels))
          (local.set $to3 (i32.add (local.get $to3) (i32.const 3)))
          (br_if $nextColumn
            (i32.lt_u
              (local.tee $column (i32.add (local.get $column) (i32.const 1)))
              (local.get $columns))))
        (local.set $source (i32.add (local.get $source) (i32.shl (local.get $sourceStride) (i32.const 2))))
        (local.set $target (i32.add (local.get $target) (i32.shl (local.get $targetStride) (i32.const 2))))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 4)))
        (br $nextRows))))

  ;; Sums of whole rows, whatever their bytes mean.
  (func (export "down")
    (param $source i32)        ;; address that the first taps count from
    (param $sourceStride i32)
    (param $rows i32)          ;; of the target
    (param $target i32)
    (param $targetStride i32)
    (param $rowBytes i32)      ;; a multiple of 16
    (param $first i32)         ;; address of int32 [rows]: byte from $source at which each row's taps begin
    (param $weights i32)       ;; address of int16 [rows, pairs, 4]
    (param $pairs i32)
    (local $at i32) (local $from i32) (local $weight i32) (local $pair i32)
    (local $even v128) (local $odd v128) (local $high v128) (local $low v128) (local $taps v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128) (local $high3 v128)
    (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128)
    (block $done
      (loop $nextRow
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $at (i32.const 0))
        (loop $nextBytes
          (local.set $from
            (i32.add (local.get $source) (i32.add (i32.load (local.get $first)) (local.get $at))))
          (local.set $high0 (v128.const i32x4 0 0 0 0))
          (local.set $high1 (v128.const i32x4 0 0 0 0))
          (local.set $high2 (v128.const i32x4 0 0 0 0))
          (local.set $high3 (v128.const i32x4 0 0 0 0))
          (local.set $low0 (v128.const i32x4 0 0 0 0))
          (local.set $low1 (v128.const i32x4 0 0 0 0))
          (local.set $low2 (v128.const i32x4 0 0 0 0))
          (local.set $low3 (v128.const i32x4 0 0 0 0))
          (local.set $weight (local.get $weights))
          (local.set $pair (local.get $pairs))
          (loop $nextPair
            (local.set $even (v128.load (local.get $from)))
            (local.set $from (i32.add (local.get $from) (local.get $sourceStride)))
            (local.set $odd (v128.load (local.get $from)))
            (local.set $from (i32.add (local.get $from) (local.get $sourceStride)))
            (local.set $high (v128.load32_splat (local.get $weight)))
            (local.set $low (v128.load32_splat offset=4 (local.get $weight)))
            (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
            ;; The rows' bytes in turn: e0 o0 e1 o1 …, of the first eight, then of the last.
            (local.set $taps
              (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $even) (local.get $odd)))
            (local.set $odd
              (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $even) (local.get $odd)))
            (local.set $even (i16x8.extend_low_i8x16_u (local.get $taps)))
            (local.set $high0
              (i32x4.add (local.get $high0) (i32x4.dot_i16x8_s (local.get $even) (local.get $high))))
            (local.set $low0
              (i32x4.add (local.get $low0) (i32x4.dot_i16x8_s (local.get $even) (local.get $low))))
            (local.set $even (i16x8.extend_high_i8x16_u (local.get $taps)))
            (local.set $high1
              (i32x4.add (local.get $high1) (i32x4.dot_i16x8_s (local.get $even) (local.get $high))))
            (local.set $low1
              (i32x4.add (local.get $low1) (i32x4.dot_i16x8_s (local.get $even) (local.get $low))))
            (local.set $even (i16x8.extend_low_i8x16_u (local.get $odd)))
            (local.set $high2
              (i32x4.add (local.get $high2) (i32x4.dot_i16x8_s (local.get $even) (local.get $high))))
            (local.set $low2
              (i32x4.add (local.get $low2) (i32x4.dot_i16x8_s (local.get $even) (local.get $low))))
            (local.set $even (i16x8.extend_high_i8x16_u (local.get $odd)))
            (local.set $high3
              (i32x4.add (local.get $high3) (i32x4.dot_i16x8_s (local.get $even) (local.get $high))))
            (local.set $low3
              (i32x4.add (local.get $low3) (i32x4.dot_i16x8_s (local.get $even) (local.get $low))))
            (br_if $nextPair (local.tee $pair (i32.sub (local.get $pair) (i32.const 1)))))
          (v128.store
            (i32.add (local.get $target) (local.get $at))
            (i8x16.narrow_i16x8_u
              (i16x8.narrow_i32x4_s
                (call $toInts (local.get $high0) (local.get $low0))
                (call $toInts (local.get $high1) (local.get $low1)))
              (i16x8.narrow_i32x4_s
                (call $toInts (local.get $high2) (local.get $low2))
                (call $toInts (local.get $high3) (local.get $low3)))))
          (br_if $nextBytes
            (i32.lt_u
              (local.tee $at (i32.add (local.get $at) (i32.const 16)))
              (local.get $rowBytes))))
        (local.set $first (i32.add (local.get $first) (i32.const 4)))
        (local.set $weights (local.get $weight))
        (local.set $target (i32.add (local.get $target) (local.get $targetStride)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $nextRow))))

  ;; (high × 2^11 + low + a half) / 2^22, as Pillow's clip8 rounds before it clips.
  (func $toInts (param $high v128) (param $low v128) (result v128)
    (i32x4.shr_s
      (i32x4.add
        (i32x4.add (i32x4.shl (local.get $high) (i32.const 11)) (local.get $low))
        (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (i32.const 22)))
)
