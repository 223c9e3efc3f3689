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

/**
 * Real processes under real faults: starts nodes from the sample's jar, hurts them in
 * every way that works on this machine, records what clients see and checks it.
 * <p>
 * Knows the product by its ports, files and messages alone. Bugs are planted by programs
 * of this package that put a node together wrongly, never by a switch in the product.
 */
@NullMarked
package io.raftboot.faults;

import org.jspecify.annotations.NullMarked;
