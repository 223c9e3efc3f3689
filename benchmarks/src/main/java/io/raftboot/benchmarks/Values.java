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

package io.raftboot.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import picocli.CommandLine.TypeConversionException;

/**
 * Reads the values of options.
 */
final class Values {

	private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");

	private static final Pattern ADDRESS = Pattern.compile("(.+):([0-9]{1,5})");

	private Values() {
	}

	static Duration duration(String text) {
		Matcher matcher = DURATION.matcher(text);
		if (!matcher.matches()) {
			throw new TypeConversionException("\"" + text + "\" is not a duration, write it like 500ms, 10s or 2m");
		}
		long amount = Long.parseLong(matcher.group(1));
		return switch (matcher.group(2)) {
			case "ms" -> Duration.ofMillis(amount);
			case "s" -> Duration.ofSeconds(amount);
			default -> Duration.ofMinutes(amount);
		};
	}

	static InetSocketAddress address(String text) {
		Matcher matcher = ADDRESS.matcher(text);
		if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
			throw new TypeConversionException("\"" + text + "\" is not an address, write it like 127.0.0.1:4001");
		}
		return new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
	}

	static List<InetSocketAddress> addresses(String text) {
		return text.isEmpty() ? List.of() : Stream.of(text.split(",")).map(Values::address).toList();
	}

	static String name(InetSocketAddress address) {
		return address.getHostString() + ":" + address.getPort();
	}

	static Kind kind(String text) {
		return constant(Kind.values(), text, "a kind, write put, query or local-query");
	}

	static Suite.Table table(String text) {
		return constant(Suite.Table.values(), text, "a table, write standard or in-flight");
	}

	private static <E extends Enum<E>> E constant(E[] constants, String text, String expected) {
		for (E constant : constants) {
			if (constant.name().replace("_", "").equalsIgnoreCase(text.replaceAll("[-_]", ""))) {
				return constant;
			}
		}
		throw new TypeConversionException("\"" + text.toLowerCase(Locale.ROOT) + "\" is not " + expected);
	}

}
