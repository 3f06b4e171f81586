# Draws cells.png from cells.csv: see cells.sh.
set terminal pngcairo size 1000,720 font "sans,11"
set output "cells.png"
set datafile separator ","
set multiplot layout 2,1 margins 0.06,0.985,0.05,0.85 spacing 0,0.12
set label 1 "RMSE on held-out rows over that of the best naive forecast" \
	at screen 0.06,0.97 font "sans,13"
set label 2 "6,000 weights, the same updates, three seeds; " \
	. "what is above 1.5 is drawn there" at screen 0.06,0.935
set xtics scale 0
set ytics 0.5 nomirror
set grid ytics lc rgb "#dddddd" lt 1
set border 3 lc rgb "#666666"
set style fill solid 1.0 noborder
set boxwidth 0.6
set yrange [0:1.5]

cells = system("awk -F, 'NR > 1 && !seen[$2]++ { print $2 }' cells.csv")
n = words(cells)
set xrange [-0.6:n - 0.4]
set for [i = 1:n] xtics add (word(cells, i) i - 1)

# The place of each cell and its ratio, seed by seed; of those the middle one.
rows(data) = "< awk -F, -v OFS=, 'NR > 1 && !($2 in at) { at[$2] = n++ } " \
	. sprintf("$1 == \"%s\" { print at[$2], $7 }' cells.csv", data)
medians(data) = rows(data) \
	. " | sort -t, -k1,1n -k2,2g | awk 'NR % 3 == 2'"
ridge(data) = real(system(sprintf( \
	"awk -F, '$1 == \"%s\" { print $8; exit }' cells.csv", data)))

do for [data in "air-passengers electricity-load"] {
	set title data offset 0,-0.7
	if (data eq "air-passengers") {
		set key at screen 0.985,0.985 right top Left reverse samplen 2
	} else {
		unset key
		unset label
	}
	plot medians(data) using 1:2 with boxes lc rgb "#9ecae1" \
			title "median of the seeds", \
		rows(data) using 1:($2 > 1.5 ? 1.5 : $2) with points pt 7 ps 0.7 \
			lc rgb "#08519c" title "a seed", \
		1 with lines lw 1.5 lc rgb "#333333" title "best naive forecast", \
		ridge(data) with lines lw 1.5 dt 2 lc rgb "#d94801" \
			title "ridge autoregression", \
		medians(data) using 1:(0.08):(sprintf("%.2f", $2)) with labels \
			font "sans,9" tc rgb "#08306b" notitle
}
