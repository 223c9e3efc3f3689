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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * CPU time of processes of this machine, as Linux tells it. Elsewhere nothing is
 * measured.
 */
final class Processes {

	/** The name of this process. */
	static final String SELF = "generator";

	/** Linux reports CPU time to user programs in hundredths of a second. */
	private static final long MICROS_OF_A_TICK = 10_000;

	private final Map<String, Long> pids;

	private Processes(Map<String, Long> pids) {
		this.pids = pids;
	}

	/**
	 * The given processes, and this one as {@code generator}.
	 * @param pids process ids
	 * @return the processes
	 */
	static Processes of(List<Long> pids) {
		Map<String, Long> named = new LinkedHashMap<>();
		pids.forEach((pid) -> named.put("pid " + pid, pid));
		return withSelf(named);
	}

	/**
	 * The processes of this machine that listen on the ports of the targets, and this one
	 * as {@code generator}.
	 * @param targets addresses
	 * @return the processes
	 */
	static Processes listeningOn(List<InetSocketAddress> targets) {
		Map<String, Long> named = new LinkedHashMap<>();
		for (InetSocketAddress target : targets) {
			pidListeningOn(target.getPort()).ifPresent((pid) -> named.put(Values.name(target), pid));
		}
		return withSelf(named);
	}

	private static Processes withSelf(Map<String, Long> named) {
		named.put(SELF, ProcessHandle.current().pid());
		return new Processes(named);
	}

	/**
	 * Finds the process that listens on a TCP port.
	 * @param port the port
	 * @return its id, or empty if there is none or it cannot be told
	 */
	static OptionalLong pidListeningOn(int port) {
		for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
			for (String line : lines(Path.of(table))) {
				String[] words = line.trim().split("\\s+");
				boolean listens = words.length > 9 && words[3].equals("0A") && words[1].endsWith(":" + hexPort(port));
				if (listens) {
					OptionalLong pid = ownerOf("socket:[" + words[9] + "]");
					if (pid.isPresent()) {
						return pid;
					}
				}
			}
		}
		return OptionalLong.empty();
	}

	private static String hexPort(int port) {
		return String.format(Locale.ROOT, "%04X", port);
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			// not Linux, or the process has ended
			return List.of();
		}
	}

	private static OptionalLong ownerOf(String socket) {
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
			for (Path process : processes) {
				if (holds(process.resolve("fd"), socket)) {
					return OptionalLong.of(Long.parseLong(process.getFileName().toString()));
				}
			}
		}
		catch (IOException ex) {
			// not Linux
		}
		return OptionalLong.empty();
	}

	private static boolean holds(Path descriptors, String socket) {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(descriptors)) {
			for (Path file : files) {
				if (Files.readSymbolicLink(file).toString().equals(socket)) {
					return true;
				}
			}
		}
		catch (IOException ex) {
			// of another user, or closed meanwhile
		}
		return false;
	}

	/**
	 * Reads the CPU time used so far.
	 * @return microseconds by name of the process; without those that have ended
	 */
	Map<String, Long> cpuMicros() {
		Map<String, Long> micros = new TreeMap<>();
		this.pids.forEach((name, pid) -> {
			List<String> lines = lines(Path.of("/proc/" + pid + "/stat"));
			if (!lines.isEmpty()) {
				micros.put(name, cpuMicros(lines.get(0)));
			}
		});
		return micros;
	}

	private static long cpuMicros(String stat) {
		// the name of the program comes in parentheses and may hold blanks
		String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
		return Arrays.stream(words, 11, 13).mapToLong(Long::parseLong).sum() * MICROS_OF_A_TICK;
	}

	static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
		Map<String, Long> difference = new TreeMap<>();
		after.forEach((name, micros) -> {
			Long earlier = before.get(name);
			if (earlier != null) {
				difference.put(name, micros - earlier);
			}
		});
		return difference;
	}

}
