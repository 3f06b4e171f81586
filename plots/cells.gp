# Draws cells.png from cells.csv: see cells.sh.
set terminal pngcairo size 1000,760 font "sans,11"
set output "cells.png"
set datafile separator ","
set multiplot layout 2,1 title \
	"RMSE on held-out rows over that of the best naive forecast: 6,000 weights, the same updates, 3 seeds"
set xtics rotate by 0 scale 0
set ytics nomirror
set grid ytics lc rgb "#dddddd" lt 1
set border 3 lc rgb "#666666"
set key top left Left reverse samplen 2 opaque
set style fill solid 1.0 noborder
set boxwidth 0.6

cells = system("awk -F, 'NR > 1 && !seen[$2]++ { print $2 }' cells.csv")
n = words(cells)
set xrange [-0.6:n - 0.4]
set for [i = 1:n] xtics add (word(cells, i) i - 1)

# The rows of a data set: number of the cell, ratio; and its medians.
rows(data) = sprintf("< awk -F, -v d=%s 'NR > 1 { if (!($2 in at)) at[$2] = n++; if ($1 == d) print at[$2] \",\" $7 \",\" $8 }' cells.csv", data)
medians(data) = sprintf("%s | sort -t, -k1,1n -k2,2n | awk 'NR %% 3 == 2'", rows(data))
ridge(data) = real(system(sprintf("awk -F, -v d=%s '$1 == d { print $8; exit }' cells.csv", data)))

do for [data in "air-passengers electricity-load"] {
	set title data offset 0,-0.6
	set yrange [0:*]
	plot medians(data) using 1:2 with boxes lc rgb "#9ecae1" title "median of 3 seeds", \
		rows(data) using 1:2 with points pt 7 ps 0.7 lc rgb "#08519c" title "a seed", \
		1 with lines lw 1.5 lc rgb "#333333" title "best naive forecast", \
		ridge(data) with lines lw 1.5 dt 2 lc rgb "#d94801" title "ridge autoregression"
}
