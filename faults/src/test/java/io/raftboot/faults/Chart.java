/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart as SVG: either rows of dots on one axis, or lines over time.
 */
final class Chart {

	private static final String[] COLOURS = { "#1b6ca8", "#b8561b", "#2e7d32", "#7b3fa0", "#a31515", "#555555" };

	private static final int LEFT = 150;

	private static final int BOTTOM = 25;

	private final String title;

	private final int width;

	private final int height;

	private final StringBuilder rows = new StringBuilder();

	private final List<double[][]> lines = new ArrayList<>();

	private final List<Integer> colours = new ArrayList<>();

	private double least = 1;

	private double most = 1;

	Chart(String title, int width, int height) {
		this.title = title;
		this.width = width;
		this.height = height;
	}

	Chart logarithmic(double least, double most) {
		this.least = least;
		this.most = most;
		for (double value = least; value <= most; value *= 10) {
			add(this.rows,
					"<line x1='%.1f' x2='%1$.1f' y1='0' y2='%d' stroke='#ddd'/><text x='%1$.1f' y='%d'>%.0f</text>",
					position(value), this.height - BOTTOM, this.height - 8, value);
		}
		return this;
	}

	Chart row(int number, String label, List<Long> values) {
		int y = 20 * number + 16;
		add(this.rows, "<text x='4' y='%d'>%s</text>", y + 4, label);
		for (long value : values) {
			add(this.rows, "<circle cx='%.1f' cy='%d' r='3' fill='%s' fill-opacity='.4'/>", position((double) value), y,
					COLOURS[0]);
		}
		return this;
	}

	private double position(double value) {
		double share = Math.log(Math.max(value, this.least) / this.least) / Math.log(this.most / this.least);
		return LEFT + (this.width - LEFT - 20) * share;
	}

	Chart line(int colour, double[][] points) {
		this.lines.add(points);
		this.colours.add(colour);
		return this;
	}

	private void drawLines(StringBuilder svg) {
		double right = 1e-9;
		double top = 1e-9;
		for (double[][] points : this.lines) {
			for (double[] point : points) {
				right = Math.max(right, point[0]);
				top = Math.max(top, point[1]);
			}
		}
		int plotWidth = this.width - 80;
		int plotHeight = this.height - BOTTOM - 10;
		for (int i = 0; i < this.lines.size(); i++) {
			StringBuilder path = new StringBuilder();
			for (double[] point : this.lines.get(i)) {
				add(path, "%.1f,%.1f ", 60 + plotWidth * point[0] / right, 10 + plotHeight * (1 - point[1] / top));
			}
			add(svg, "<polyline points='%s' fill='none' stroke='%s' stroke-width='1.5'/>", path,
					COLOURS[this.colours.get(i) % COLOURS.length]);
		}
		add(svg, "<text x='4' y='16'>%.0f</text><text x='4' y='%d'>0</text><text x='%d' y='%d'>%.0f s</text>", top,
				plotHeight + 10, this.width - 60, this.height - 8, right);
	}

	String build() {
		StringBuilder svg = new StringBuilder();
		add(svg, "<h2>%s</h2><svg viewBox='0 0 %d %d'>", this.title, this.width, this.height);
		svg.append(this.rows);
		if (!this.lines.isEmpty()) {
			drawLines(svg);
		}
		return svg.append("</svg>\n").toString();
	}

	private static void add(StringBuilder text, String format, Object... values) {
		text.append(String.format(Locale.ROOT, format, values));
	}

}
