#!/usr/bin/env bats
# rnnfc train --arch none: models without a network, all commands of which
# work.

load common

@test "a model without parameters is made, and every command takes it" {
	quarters d.csv 300
	works train d.csv --arch none --window-norm last --input-size 4 -H 3 \
		--epochs 7 --json
	jq -e '.network == {cell: "none", layers: [], parameters: 0}
		and (.epochs | length) == 1 and .epochs[0].loss > 0' <<<"$output"
	jq -e '[.verdict.forecasts[] | {(.name): .rmse}] | add |
		.model / .["repeat-last"] | . > 0.999 and . < 1.001' <<<"$output"
	rnnfc info | grep -q '^network  *none; 0 parameters$'
	rnnfc info --spec | grep -q -- "--arch none"
	rnnfc info --json | jq -e .verdict.forecasts[0].rmse
	rnnfc predict -H 7 >ahead
	all_finite 7 <ahead
	[ "$(tail -n +2 ahead | cut -d, -f3 | sort -u | wc -l)" = 1 ]
	rnnfc predict -H 7 d.csv | cmp - ahead
	rnnfc evaluate d.csv | grep -q model
	rnnfc plot d.csv -o p.svg
	[ -s p.svg ]
	rnnfc train d.csv -q --arch none --window-norm last --input-size 4 -H 3 \
		--init-model model.safetensors -o again.safetensors
}

@test "the base forecast alone is that forecast" {
	quarters d.csv 900
	for base in last seasonal ridge; do
		works train d.csv -q --arch none --base $base --season 96 \
			--input-size 24 -H 3
		rnnfc info --json >doc
		jq -e --arg name "$(sed 's/^last/repeat-last/
			s/^seasonal/seasonal-naive-96/' <<<$base)" \
			'[.verdict.forecasts[] | {(.name): .rmse}] | add |
			.model / .[$name] | . > 0.999 and . < 1.001' doc
		rnnfc predict -H 5 >ahead
		all_finite 5 <ahead
		rnnfc predict -H 5 d.csv | cmp - ahead
	done
	fails 2 "forecasts nothing by itself" train d.csv --arch none
	fails 2 "forecasts numbers" train d.csv --arch none \
		--target-type categorical
}

@test "with a linear map it learns, and says its parameters" {
	quarters d.csv 600
	works train d.csv -q --arch none --linear-skip --input-size 24 -H 2 \
		--optimizer adam --lr 0.01 --batch-size 32 --epochs 40
	rnnfc info --json >doc
	jq -e '[.verdict.forecasts[] | {(.name): .rmse}] | add |
		.model < 0.8 * .["repeat-last"]' doc
	rnnfc info | grep -q '^network  *none; 48 parameters$'
	works train d.csv -q --arch none --linear-skip --input-size 6 \
		--targets every --epochs 2 --diagnose
}

@test "what a model without layers cannot be is refused" {
	quarters d.csv
	while IFS='|' read -r args message; do
		echo "$args"
		# shellcheck disable=SC2086 # several words
		fails 2 "$message" train d.csv --arch none --base last $args
	done <<-'END'
		--norm layer|no layers, and nothing around them
		--series-embedding 2|no layers: no
		--stateful|which --arch cannot
		--cell esn|which --arch cannot
		--online|which --arch cannot
		--attention dot|belongs to --arch seq2seq
		--segment 2|belongs to --arch segment
	END
}
